"""What `call.sign` names: secrets of ours, and a header for the number that is signed, which each action has to set."""

from collections.abc import Iterator

from passerelle.configuration.call_file import Call
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sign_file import HmacProof
from passerelle.configuration.surroundings import SECRET, unknown
from passerelle.core.sentences import Sentence


def sign_problems(manifest: ManifestFile) -> Iterator[Problem]:
    secrets = {name for name, secret in manifest.secrets.items() if secret.use == "call"}
    for index, proof in enumerate(manifest.call.sign):
        if proof.secret not in secrets:
            yield unknown(("call", "sign", index, "secret"), SECRET, proof.secret, secrets)
    headers = dict.fromkeys(
        proof.id_header for proof in manifest.call.sign if isinstance(proof, HmacProof) and proof.id_header is not None
    )
    for header in headers:
        for place, call in _acting(manifest):
            if header.lower() not in {name.lower() for name in call.headers}:
                yield Problem(place, _without_number(header), f'{header}: "{{mark}}"')


def _acting(manifest: ManifestFile) -> Iterator[tuple[Place, Call]]:
    """The requests by which actions act: what is signed without a number could be refused, or sent twice."""
    for name, action in manifest.actions.items():
        yield ("actions", name, "request"), action.request
        if action.otherwise is not None:
            yield ("actions", name, "otherwise"), action.otherwise


def _without_number(header: str) -> Sentence:
    return Sentence(
        fr=f"La signature porte sur l'en-tête « {header} », que cette requête n'envoie pas. Ajoutez-le sous "
        f'« headers » : {header}: "{{mark}}".',
        en=f'The signature covers the header "{header}", which this request does not send. Add it below "headers": '
        f'{header}: "{{mark}}".',
    )
