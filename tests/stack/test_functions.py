"""What every function has, whatever it does."""

import importlib
import json
import re
from dataclasses import fields

import pytest

from local.deploy import Stack
from local.sam_local import variables
from passerelle import settings

FUNCTIONS = ["ReceiveFunction", "DeliverFunction", "PollFunction", "WatchFunction", "ConsoleFunction"]
CURRENT_RUNTIMES = {"python3.13", "python3.14"}
SETTINGS = {
    "ReceiveFunction": settings.ReceiveSettings,
    "DeliverFunction": settings.WorkerSettings,
    "PollFunction": settings.WorkerSettings,
    "WatchFunction": settings.WatchSettings,
    "ConsoleFunction": settings.ConsoleSettings,
}


def test_the_functions_are_those_that_these_tests_look_at(functions):
    assert sorted(functions) == sorted(FUNCTIONS)


def test_the_runtime_is_a_current_one_on_arm64_unless_another_is_asked_for(template):
    shared = template["Globals"]["Function"]

    assert shared["Runtime"] in CURRENT_RUNTIMES
    assert shared["Architectures"] == [{"Ref": "Architecture"}]
    assert template["Parameters"]["Architecture"]["Default"] == "arm64"


def test_the_layer_is_built_for_the_runtime_of_the_functions(template, of_type, root):
    runtime = template["Globals"]["Function"]["Runtime"]
    (layer,) = of_type("AWS::Serverless::LayerVersion").values()

    assert layer["CompatibleRuntimes"] == [runtime]
    assert layer["CompatibleArchitectures"] == template["Parameters"]["Architecture"]["AllowedValues"]
    version = runtime.removeprefix("python")
    assert f"--python-version {version} " in (root / "layers/dependencies/Makefile").read_text()
    assert f"PYTHON_OF_RUNTIME := {runtime}\n" in (root / "functions/Makefile").read_text()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_runs_a_handler_that_exists(functions, name):
    module, _, attribute = functions[name]["Handler"].rpartition(".")

    assert callable(getattr(importlib.import_module(module), attribute))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_time_out_of_its_own_and_a_memory(template, functions, name):
    assert functions[name]["Timeout"] > 0
    assert functions[name].get("MemorySize") or template["Globals"]["Function"]["MemorySize"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_role_of_its_own(functions, name):
    # Given a role, SAM adds no managed policy (those would open every log group and every queue).
    assert functions[name]["Role"] == {"Fn::GetAtt": name.replace("Function", "Role.Arn")}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_logs_into_a_group_that_forgets(template, functions, name):
    group = functions[name]["LoggingConfig"]["LogGroup"]["Ref"]

    assert group == name.replace("Function", "LogGroup")
    assert template["Resources"][group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_failed_invocation_is_kept(template):
    on_failure = template["Globals"]["Function"]["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]

    assert on_failure["Destination"] == {"Fn::GetAtt": "FailedInvocationQueue.Arn"}


def test_traces_are_on(template):
    assert template["Globals"]["Function"]["Tracing"] == "Active"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_variable_is_read_and_every_variable_read_is_given(template, functions, name):
    given = set(template["Globals"]["Function"]["Environment"]["Variables"])
    given |= set(functions[name]["Environment"]["Variables"])
    values = {variable: "/p" if variable == "PARAMETER_PREFIX" else "https://x" for variable in given}
    reads = _Recorder(values)

    SETTINGS[name].from_env(reads)

    assert reads.names == {variable for variable in given if not variable.startswith(("POWERTOOLS_", "AWS_"))}


def test_no_deployed_function_is_sent_elsewhere_than_to_aws(template):
    assert template["Globals"]["Function"]["Environment"]["Variables"]["AWS_ENDPOINT_URL"] == {"Ref": "AWS::NoValue"}


def test_only_the_local_environment_may_call_private_addresses(template, functions):
    told = {name: one["Environment"]["Variables"].get("CALLS_TO") for name, one in functions.items()}

    assert template["Conditions"]["IsLocal"] == {"Fn::Equals": [{"Ref": "Environment"}, "local"]}
    calling = {"Fn::If": ["IsLocal", "anywhere", "public"]}
    assert {name: value for name, value in told.items() if value != calling} == {"ReceiveFunction": None}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sam_local_is_given_every_variable_that_only_cloudformation_could_fill(template, functions, name):
    stack = Stack(*(field.name for field in fields(Stack)))
    declared = template["Globals"]["Function"]["Environment"]["Variables"] | functions[name]["Environment"]["Variables"]

    unknown = {variable for variable, value in declared.items() if _names(value) & set(template["Resources"])}

    assert unknown
    assert unknown <= set(variables(stack, "http://aws"))


def _names(value):
    """Whatever an expression refers to, and a little more."""
    return set(re.findall(r"\w+", json.dumps(value)))


class _Recorder(dict):
    def __init__(self, values):
        super().__init__(values)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)
