"""What a subscription of a manifest names: what its requests know, and secrets of those who call us."""

from collections.abc import Iterator
from typing import Final

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.subscription_file import Subscription
from passerelle.configuration.surroundings import SECRET, unknown
from passerelle.configuration.text_checks import call_problems

_TIMES: Final = frozenset({"until", "until_date", "until_s", "until_ms"})


def subscription_problems(place: Place, subscription: Subscription, manifest: ManifestFile) -> Iterator[Problem]:
    settings = set(manifest.settings)
    ours = {"webhook_url", "new_id", *_TIMES, *({"secret"} if subscription.makes else ())}
    theirs = {"id", *_TIMES, *subscription.keep}
    for key, known in (("create", ours), ("renew", theirs), ("remove", theirs), ("listed", set[str]())):
        call = getattr(subscription, key)
        if call is not None:
            yield from call_problems((*place, key), call, settings | known)
    secrets = {name for name, secret in manifest.secrets.items() if secret.use == "receive"}
    for index, name in enumerate(subscription.makes):
        if name not in secrets:
            yield unknown((*place, "makes", index), SECRET, name, secrets)
    for name in subscription.gives:
        if name not in secrets:
            yield unknown((*place, "gives", name), SECRET, name, secrets)
