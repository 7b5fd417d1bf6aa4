"""What the functions are told of a connection."""

import pytest

from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.folder import read_folder
from passerelle.configuration.published import PublishedConnection, publish_connection
from tests.unit.configuration.test_check import CONFIG


@pytest.mark.parametrize(("platform", "receives"), [("hubspot", True), ("teams", False)])
def test_whether_a_platform_can_call_us_is_known_without_how(platform, receives):
    manifest = read_folder(CONFIG).manifests()[platform]

    published = publish_connection(ConnectionFile(connection="crm", platform=platform), manifest, "test")

    assert published.manifest.receive is None
    assert PublishedConnection.model_validate(published.document()).receives is receives
