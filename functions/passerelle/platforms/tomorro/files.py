"""The signed files of a contract, behind links that need no key and soon end."""

from functools import partial

from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.streaming import MEBIBYTE, Fetcher, SourceFile


def signed_files(client: TomorroClient, contract_id: str) -> list[SourceFile]:
    """In the order of their names: nothing says that Tomorro always gives them in the same one."""
    settings, caller = client.settings, client.caller
    fetcher = Fetcher(
        connection=caller.connection,
        client=caller.client,
        base_url=caller.base_url,
        domains=settings.file_hosts,
        largest_bytes=settings.largest_file_mb * MEBIBYTE,
    )
    return [
        SourceFile(one.filename, one.content_type, partial(fetcher.opened, one.download_url))
        for one in sorted(client.signed_files(contract_id), key=lambda one: (one.filename, one.id))
    ]
