"""Where a deployed installation is: the outputs of its CloudFormation stack."""

from collections.abc import Mapping

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.settings import WorkerSettings


def outputs_of_stack(name: str) -> dict[str, str]:
    """Raises Rejected when the stack cannot be read."""
    try:
        described = boto3.client("cloudformation").describe_stacks(StackName=name)
    except (BotoCoreError, ClientError) as error:
        raise Rejected(_unreadable(name), code="no_stack", stack=name) from error
    return {one["OutputKey"]: one["OutputValue"] for one in described["Stacks"][0].get("Outputs", [])}


def settings_of_stack(name: str, outputs: Mapping[str, str]) -> WorkerSettings:
    """Raises Rejected when the stack is not one of ours."""
    try:
        return WorkerSettings(
            outputs["QueueUrl"], outputs["TableName"], outputs["BucketName"], outputs["ParameterPrefix"]
        )
    except KeyError as error:
        raise Rejected(_unreadable(name), code="no_stack", stack=name) from error


def _unreadable(name: str) -> Sentence:
    return Sentence(
        fr=f"La pile « {name} » n'est pas lisible. Vérifiez vos identifiants AWS, la région et le nom (--env ou "
        "--stack), "
        "ou déployez-la avec « sam build && sam deploy ».",
        en=f'The stack "{name}" cannot be read. Check your AWS credentials, the region and the name (--env or '
        "--stack), "
        'or deploy it with "sam build && sam deploy".',
    )


def caller() -> str:
    """Who asks, as AWS knows them: the end of the ARN, such as `user/claire`. Raises as boto3 does."""
    arn: str = boto3.client("sts").get_caller_identity()["Arn"]
    return arn.rpartition(":")[2]
