"""`python -m local.simulators`: every simulator on one port, until it is told to stop."""

import argparse
import asyncio
import signal
from collections.abc import Sequence

from local.simulators.server import start

DEFAULT_PORT = 4610


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m local.simulators", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free port (default: %(default)s)")
    parser.add_argument("--speed", type=float, default=1.0, help="divides the waits between two webhook attempts")
    options = parser.parse_args(arguments)
    if options.speed <= 0:
        parser.error("--speed must be above 0")
    asyncio.run(_serve(options.port, options.speed))


async def _serve(port: int, speed: float) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    runner, address = await start(port, speed=speed)
    print(f"Simulators ready on {address.url}", flush=True)
    try:
        await stopped.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    main()
