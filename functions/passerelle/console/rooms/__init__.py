"""One module a room of the console: its routes, and what they answer."""

from passerelle.console.desk import Desk
from passerelle.console.rooms.advice import AdviceRoom
from passerelle.console.rooms.automations import AutomationRoom
from passerelle.console.rooms.connections import ConnectionRoom
from passerelle.console.rooms.drafts import DraftRoom
from passerelle.console.rooms.overview import OverviewRoom
from passerelle.console.rooms.runs import RunRoom
from passerelle.console.routes import Route


def routes(desk: Desk) -> list[Route]:
    rooms = (
        OverviewRoom(desk),
        RunRoom(desk),
        AutomationRoom(desk),
        ConnectionRoom(desk),
        AdviceRoom(),
        DraftRoom(desk),
    )
    return [route for room in rooms for route in room.routes()]
