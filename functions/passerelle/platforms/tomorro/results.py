"""What an action tells of a contract to the steps that follow it."""

from passerelle.core.steps import Json
from passerelle.platforms.tomorro.models import ContractSummary
from passerelle.platforms.tomorro.names import plain_id
from passerelle.platforms.tomorro.settings import Settings


def contract_url(contract_id: str, settings: Settings) -> str:
    return settings.app_url.replace("{id}", plain_id(contract_id))


def contract_result(contract: ContractSummary, settings: Settings) -> Json:
    return {
        "id": plain_id(contract.id),
        "url": contract_url(contract.id, settings),
        "name": contract.name,
        "status": contract.status,
    }
