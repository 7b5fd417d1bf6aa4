"""What counts as use of what a manifest declares: a text, a path of the result, the machinery of uploads."""

import pytest

from passerelle.configuration.manifest_checks import manifest_problems
from passerelle.configuration.manifest_file import ManifestFile

BOTH = {"fr": "faire", "en": "do"}
FOLDER_AND_NAME = {"folder": {"about": "Where."}, "name": {"about": "As what."}}
UPLOAD = {
    "about": BOTH,
    "nature": "create",
    "params": FOLDER_AND_NAME,
    "request": {"method": "PUT", "path": "/files/{path}"},
    "upload": {"look": [{"request": {"path": "/files/{path}"}, "mark_at": "answer.mark"}]},
    "result": {"id": "answer.id"},
}
NOTICE = {"about": BOTH, "nature": "notify", "request": {"method": "POST", "path": "/notices"}}


def unused(**keys):
    manifest = {
        "platform": "invented",
        "title": "Invented",
        "family": "generic",
        "settings": {"base_url": {"about": "Where.", "default": "https://api.invented.example"}},
        **keys,
    }
    return [".".join(map(str, one.place)) for one in manifest_problems(ManifestFile.model_validate(manifest))]


def subscription(renew):
    secrets = {"signing": {"about": "The key.", "use": "receive"}}
    made = {
        "create": {"method": "POST", "path": "/hooks"},
        "renew": renew,
        "lasts_s": 60,
        "keep": {"version": "version"},
    }
    return {"secrets": secrets, "subscriptions": {"hook": made}}


def test_the_folder_and_the_name_of_a_file_are_used_without_being_named():
    assert unused(actions={"store": UPLOAD}) == []


def test_a_folder_is_used_by_nothing_where_no_file_is_stored():
    assert unused(actions={"tell": {**NOTICE, "params": FOLDER_AND_NAME}}) == [
        "actions.tell.params.folder",
        "actions.tell.params.name",
    ]


def test_a_parameter_that_only_the_result_keeps_is_used():
    action = {**NOTICE, "params": {"key": {"about": "The key."}}, "result": {"id": "key"}}

    assert unused(actions={"tell": action}) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [("/hooks/{id}?version={version}", []), ("/hooks/{id}", ["subscriptions.hook.keep.version"])],
)
def test_what_a_subscription_keeps_is_for_later_requests(path, told):
    assert unused(**subscription({"method": "PUT", "path": path})) == told


def test_a_name_of_one_record_is_not_used_by_the_texts_of_another():
    read = {"path": "/{object}/{id}"}
    deal = {"title": BOTH, "names": {"object": "deals"}, "read": read}
    note = {"title": BOTH, "names": {"object": "notes"}}

    assert unused(records={"deal": deal, "note": note}) == ["records.note.names.object"]
