"""Walks a list to its end, whichever of Tomorro's forms it has, giving each item once.

A list that cannot be read to its end is an error, never a short list: what a look-up misses is created twice.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from passerelle.core.sentences import Sentence
from passerelle.errors import RemoteRefused
from passerelle.http import Params
from passerelle.platforms.tomorro import shapes
from passerelle.platforms.tomorro.names import plain_id

_MOST_PAGES: Final = 200

Item = Mapping[str, Any]
Fetch = Callable[[Params], shapes.Page]
CreatedAt = Callable[[Item], str | None]


def every_item(fetch: Fetch, params: Params, created_at: CreatedAt | None = None) -> Iterator[Item]:
    """`created_at` serves lists that tell of more and give no cursor: they go on from the last item's creation.

    Such a list must be asked for in the order of creation.
    """
    seen: set[str] = set()
    cursors: set[str] = set()
    asked = dict(params)
    for _ in range(_MOST_PAGES):
        page = fetch(asked)
        fresh = [item for item in page.items if plain_id(str(item.get("id"))) not in seen]
        seen.update(plain_id(str(item.get("id"))) for item in fresh)
        yield from fresh
        if not page.more:
            return
        if page.cursor is not None and page.cursor not in cursors:
            cursors.add(page.cursor)
            asked = {**params, "after": page.cursor}
            continue
        last = created_at(fresh[-1]) if created_at and fresh and page.cursor is None else None
        if last is None:
            break
        asked = {**params, "createdAt": f"gte:{last}"}
    raise RemoteRefused(
        Sentence(
            fr="Une liste de Tomorro est trop longue pour être lue jusqu'au bout. Précisez la recherche (nom plus "
            "complet, identifiant), puis rejouez l'exécution.",
            en="A list of Tomorro is too long to be read to its end. Make the search more precise (fuller name, id), "
            "then replay the run.",
        ),
        code="list_unfinished",
    )
