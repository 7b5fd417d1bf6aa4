"""Looking again for what a request created, when its answer was lost: by the mark that it carried."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from passerelle.configuration.manifest_file import Find
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload
from passerelle.platforms.paging import Pages
from passerelle.platforms.requests import expression, moments

if TYPE_CHECKING:
    from passerelle.platforms.rest import RestPlatform

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far before our intent what we made may seem to have been made."""


def find_again(
    platform: "RestPlatform", described: Find, names: Mapping[str, Any], mark: str, since: datetime
) -> Any | None:
    """The item that bears the mark. Raises InvalidPayload where not all pages may be read: it could be on the others,
    and to take it for missing would create it twice.
    """
    pages = Pages(platform, described, {**names, "mark": mark, **moments(since - CLOCKS_DIFFER)})
    for item in pages:
        if mark in str(expression(described.mark_at).search(item)):
            return item
    if pages.cut:
        raise InvalidPayload(_too_many(platform.connection), code="too_many_found", connection=platform.connection)
    return None


def _too_many(connection: str) -> Sentence:
    return Sentence(
        fr=f"Nous ne savons pas si la demande faite à « {connection} » a abouti : la liste où la retrouver a plus de "
        "pages qu'il n'en est lu. Cherchez-la dans la plateforme ; si elle y est, écartez l'exécution, sinon augmentez "
        "« max_pages » de « find » dans le manifeste, puis rejouez.",
        en=f'We do not know whether the request made to "{connection}" went through: the list in which to find it has '
        "more pages than are read. Look for it on the platform; if it is there, dismiss the run, else raise "
        '"max_pages" of "find" in the manifest, then replay.',
    )
