"""Add a version to a contract from a file behind a link: fetched, sent on to where Tomorro says, and named there."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

import httpx

from passerelle.core.plans import Outgoing
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import Effect
from passerelle.http_failures import ErrorRules, Meaning, Rule
from passerelle.platforms.tomorro import refusals
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.names import plain_id
from passerelle.platforms.tomorro.results import contract_url
from passerelle.platforms.tomorro.targets import FILE_NAME, FILE_URL, linked_contract, wanted_of
from passerelle.streaming import MEBIBYTE, Content, Fetcher, trusted_url

CONTENT_TYPES: Final = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".odt": "application/vnd.oasis.opendocument.text",
}

_STORAGE_RULES: Final = ErrorRules(
    (
        Rule(
            Meaning.UNAVAILABLE,
            frozenset({400, 403, 404, 410}),
            code="upload_lost",
            sentence=Sentence(
                fr="« {connection} » n'a pas pris un fichier à l'adresse qu'elle avait donnée ({detail}). Une autre "
                "sera demandée d'elle-même.",
                en='"{connection}" did not take a file at the address that it had given ({detail}). Another one will '
                "be asked for by itself.",
            ),
            effect=Effect.NOT_DONE,
        ),
    )
)
"""The address has ended, most likely: our key has no part in it."""


@dataclass(frozen=True, slots=True)
class AddVersion:
    """Nothing in the API shows the versions that are there: like a message, one cannot be looked for."""

    client: TomorroClient
    nature: Nature = Nature.NOTIFY

    def prepare(self, request: Request) -> Json:
        wanted, caller = wanted_of(request), self.client.caller
        link = wanted.plain.get(FILE_URL)
        if link is None:
            raise refusals.missing_value(FILE_URL)
        url = trusted_url(caller.connection, str(link), caller.base_url, self.client.settings.version_hosts)
        name = wanted.text(FILE_NAME) or _last_part(url)
        content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix.casefold())
        if content_type is None:
            known = ", ".join(CONTENT_TYPES)
            raise refusals.wrong_form(FILE_NAME, f"un nom finissant par : {known}", f"a name that ends with: {known}")
        contract = plain_id(linked_contract(request))
        return {"contract": contract, "link": str(link), "name": name, "content_type": content_type}

    def perform(self, call: Json) -> Json:
        """As long as no version names it, a file that was sent changes nothing."""
        named = {"name": call["name"], "contentType": call["content_type"]}
        instead = Outgoing("POST", f"/contracts/{call['contract']}/versions", named)
        with self._fetcher().opened(call["link"], instead) as content:
            slot = self.client.upload_slot(call["name"], call["content_type"])
            self._send(slot.url, call["content_type"], content)
        made = self.client.create_version(call["contract"], {"key": slot.key, **named})
        return {
            "id": call["contract"],
            "url": contract_url(call["contract"], self.client.settings),
            "version_id": plain_id(made.id),
            "version": made.version,
        }

    def find(self, call: Json, since: datetime) -> Json | None:
        """There is no telling."""

    def _fetcher(self) -> Fetcher:
        settings, caller = self.client.settings, self.client.caller
        largest_bytes = settings.largest_file_mb * MEBIBYTE
        return Fetcher(caller.connection, caller.client, caller.base_url, settings.version_hosts, largest_bytes)

    def _send(self, address: str, content_type: str, content: Content) -> None:
        """Without our key: the address opens the place for whoever has it."""
        caller = self.client.caller
        url = trusted_url(caller.connection, address, caller.base_url, self.client.settings.file_hosts)
        storage = replace(
            caller,
            base_url=str(url),
            headers={},
            rules=_STORAGE_RULES,
            secret_address=True,
            sign=None,
            credentials=None,
        )
        headers = {"content-type": content_type, "content-length": str(content.length)}
        storage.request(
            "PUT", "/", headers=headers, content=content.first(content.length), only_reads=True, expects="text"
        )


def _last_part(url: httpx.URL) -> str:
    return PurePosixPath(url.path).name
