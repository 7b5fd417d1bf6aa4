"""A message to people leaves by the action of a connection, with what a reader cannot misread."""

from passerelle.core.news.letter import Letter
from passerelle.core.news.recipient import Recipient
from passerelle.operations.news.posting import Post
from tests.contract.platforms.cases import SLACK


def test_a_message_is_posted_with_its_parts_in_their_places_and_its_markup_escaped(world_of):
    world = world_of(SLACK)
    recipient = Recipient("ops", "slack", "post_message", {"channel": "#ventes", "text": "*{title}*\n{text}"})

    Post(lambda _name: world.platform()).send(recipient, Letter("Un titre", "a < b & <!channel>"))

    [message] = world.control.get("/messages").json()
    assert message["body"]["text"] == "*Un titre*\na &lt; b &amp; &lt;!channel&gt;"
