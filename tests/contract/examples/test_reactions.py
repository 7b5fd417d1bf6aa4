"""Slack: a reaction calls the legal team into the thread, once for a message, and another emoji does nothing."""

from passerelle.core.runs import RunState

EXAMPLE = "legal-asked-by-reaction"


def react(shop, message, reaction="scales", user="U0LOCAL"):
    where = {"channel": message["channel"], "ts": message["ts"]}
    shop.control("slack", "POST", "reactions", {**where, "reaction": reaction, "user": user})
    shop.handle("slack")


def written(shop):
    return shop.control("slack", "POST", "messages", {"channel": "ventes", "text": "Le client veut un accord"})


def answers(shop, message):
    posted = shop.control("slack", "GET", "messages")
    return [one["text"] for one in posted if one["body"].get("thread_ts") == message["ts"]]


def test_the_scales_on_a_message_call_the_legal_team_into_its_thread_once(shop):
    shop = shop(EXAMPLE)
    message = written(shop)

    react(shop, message)
    react(shop, message, user="U0OTHER")

    [answer] = answers(shop, message)
    assert answer.startswith("<!subteam^S0LEGAL001>")
    assert "<@U0LOCAL>" in answer


def test_another_emoji_does_nothing(shop):
    shop = shop(EXAMPLE)
    message = written(shop)

    react(shop, message, reaction="tada")

    assert answers(shop, message) == []
    assert [run.state for run in shop.runs(EXAMPLE)] == [RunState.IGNORED]
