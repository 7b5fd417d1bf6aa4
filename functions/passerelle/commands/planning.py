"""passerelle plan."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from passerelle.catalogue import Catalogue
from passerelle.commands.asking import calling, now
from passerelle.commands.automations import read_files
from passerelle.commands.plan_lines import print_past, print_plan
from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    language,
    out,
    say,
    told,
)
from passerelle.commands.stages import Name
from passerelle.configuration.compiling import compile_automation
from passerelle.core.automation import Automation, Stage
from passerelle.core.plans import Plan
from passerelle.core.sentences import Language, Sentence
from passerelle.errors import Rejected
from passerelle.http_dry import DryClient, new_dry_client
from passerelle.operations.comparing import Comparing
from passerelle.operations.planning import Past, Planning, dry_planning, rules_in
from passerelle.shown.plans import past_json, plan_json


def plan(
    name: Name,
    sample: Annotated[
        Path | None, typer.Option("--sample", help="A webhook's body as it is sent, or an event of ours, as JSON.")
    ] = None,
    record: Annotated[str | None, typer.Option("--record", help="The id of a record, as it is now.")] = None,
    last: Annotated[
        int | None, typer.Option("--last", min=1, max=100, help="The newest events of that kind of record.")
    ] = None,
    version: Annotated[
        str | None,
        typer.Option("--version", help="A number, test or live, instead of the file; without a file, what is tested."),
    ] = None,
    stage: Annotated[
        Stage | None, typer.Option("--stage", help="With the values of this stage; those of test unless it is live.")
    ] = None,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what an automation would do, and do nothing: what is read, each value, the exact calls, before and after.

    The file of the folder is planned as it is, before it is pushed, with the keys of the installation. It shows what
    the records hold: do not pass it on.
    """
    chosen = language(lang)
    with told(lang):
        if sum(one is not None for one in (sample, record, last)) != 1:
            raise Rejected(_WHICH, code="bad_argument")
        installation = Installation(env, stack)
        catalogue = Catalogue(installation.versions, now)
        choice = _Choice(installation, catalogue, folder, Stage.LIVE if last else stage)
        automation = choice.automation(name, version)
        platform = catalogue.connection(automation.trigger.connection).platform
        with planning_of(installation, catalogue) as planning:
            if last is not None:
                _print_past(planning.last(automation, choice.live(automation), last), chosen, as_json=as_json)
                return
            if sample is not None:
                rules = rules_in(installation.inbound.plain(), automation.trigger.connection)
                plans = planning.sample(automation, platform, rules, _content(sample))
            else:
                plans = [planning.record(automation, platform, record or "")]
    _print(plans, chosen, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Choice:
    installation: Installation
    catalogue: Catalogue
    folder: Path
    stage: Stage | None

    def automation(self, name: str, version: str | None) -> Automation:
        if version is None and (self.folder / "automations").is_dir():
            file = read_files(self.folder).automation(name)
            return compile_automation(file, 0, self.stage or Stage.TEST)
        number = self._number(name, version)
        stage = Stage.LIVE if number == self.catalogue.deployment(name).live else Stage.TEST
        return self.catalogue.automation(name, number, self.stage or stage)

    def _number(self, name: str, version: str | None) -> int:
        deployment = self.catalogue.deployment(name)
        match version:
            case None:
                return Comparing(self.installation.versions).latest(name)
            case "live" if deployment.live is not None:
                return deployment.live
            case "test" if deployment.test is not None:
                return deployment.test
            case "live":
                raise Rejected(_not_live(name), code="not_live", automation=name)
            case "test":
                raise Rejected(_not_in_test(name), code="nothing_to_promote", automation=name)
            case _ if version.isdecimal():
                return int(version)
            case _:
                raise Rejected(_BAD_VERSION, code="bad_argument")

    def live(self, automation: Automation) -> Automation | None:
        """The version to compare with, unless it is the same one."""
        number = self.catalogue.deployment(automation.name).live
        if number is None or number == automation.version:
            return None
        return self.catalogue.automation(automation.name, number, Stage.LIVE)


@contextmanager
def planning_of(installation: Installation, catalogue: Catalogue) -> Iterator[Planning]:
    with calling(installation, catalogue) as connect, new_dry_client() as client:
        yield dry_planning(installation.journal, catalogue, connect.dry(DryClient(client)), now)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Rejected(_no_sample(path), code="no_body") from error


def _print(plans: Sequence[Plan], lang: Language, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps([plan_json(one) for one in plans]))
        return
    for one in plans:
        print_plan(one, lang)
    say(_NOTHING_DONE, lang, "green")


def _print_past(found: Sequence[Past], lang: Language, *, as_json: bool) -> None:
    if as_json:
        out.print_json(json.dumps([past_json(one) for one in found]))
        return
    for one in found:
        print_past(one, lang)
    say(_summed(found), lang, "bold")


def _summed(found: Sequence[Past]) -> Sentence:
    endings = ", ".join(f"{ending} {number}" for ending, number in Counter(one.plan.ending for one in found).items())
    differ = sum(one.comparison is not None and not one.comparison.same for one in found)
    return Sentence(
        fr=f"{len(found)} événements : {endings or '-'} ; {differ} autrement que la version en service. "
        "Rien n'a été fait.",
        en=f"{len(found)} events: {endings or '-'}; {differ} otherwise than the live version. Nothing was done.",
    )


_WHICH = Sentence(
    fr="Dites sur quoi : --record ID, --sample FICHIER ou --last N.",
    en="Say on what: --record ID, --sample FILE or --last N.",
)
_BAD_VERSION = Sentence(
    fr="--version prend un numéro, « test » ou « live ».", en='--version takes a number, "test" or "live".'
)
_NOTHING_DONE = Sentence(
    fr="Rien n'a été fait : ni sur les plateformes, ni dans le journal.",
    en="Nothing was done: neither on the platforms, nor in the journal.",
)


def _not_live(name: str) -> Sentence:
    return Sentence(fr=f"Aucune version de « {name} » n'est en service.", en=f'No version of "{name}" is live.')


def _not_in_test(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune version de « {name} » n'est en test. Publiez-en une avec « passerelle push ».",
        en=f'No version of "{name}" is being tested. Push one with "passerelle push".',
    )


def _no_sample(path: Path) -> Sentence:
    return Sentence(fr=f"« {path} » ne peut pas être lu.", en=f'"{path}" cannot be read.')
