"""Sends a platform's webhooks the way that platform does: signed, in time, again on its schedule, and logged."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import aiohttp

from local.simulators.chassis.calls import Clock, Reply, iso
from local.simulators.chassis.deliveries import (
    Body,
    Delivery,
    Manners,
    Mode,
    Options,
    Order,
    Sign,
    State,
    Subscription,
)


class Sender:
    """Waits are divided by `speed`; the time allowed for an answer is not. Must be used inside a running event loop."""

    def __init__(
        self,
        manners: Manners,
        sign: Sign,
        clock: Clock,
        speed: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._manners = manners
        self._sign = sign
        self._clock = clock
        self._speed = speed
        self._monotonic = monotonic
        self._ids = count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self.subscriptions: dict[str, Subscription] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything, subscriptions too, and drop what is under way."""
        for task in self._tasks:
            task.cancel()
        self.subscriptions.clear()
        self.options = Options()
        self.log: list[Delivery] = []
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._failures: dict[str, int] = {}
        self._banned_until: dict[str, float] = {}

    def subscribe(self, subscription: Subscription) -> Reply:
        """From now on; the answer to whoever asked for it."""
        self.subscriptions[subscription.id] = subscription
        return Reply(201, subscription.to_json())

    def listeners(self, topic: str) -> list[Subscription]:
        """Those who asked for that topic, or for all by naming none."""
        return [one for one in self.subscriptions.values() if not one.topics or topic in one.topics]

    def send(self, subscription: Subscription, topic: str, body: Body) -> None:
        for _ in range(self.options.copies):
            delivery = Delivery(next(self._ids), subscription, topic, body)
            self.log.append(delivery)
            if self.options.mode is Mode.LOSE or self._is_banned(subscription):
                delivery.state = State.LOST
            elif self.options.mode is Mode.HOLD:
                delivery.state = State.HELD
            else:
                self._start(delivery)

    def release(self, order: Order) -> int:
        """Deliver what was held; gives how many."""
        held = [delivery for delivery in self.log if delivery.state is State.HELD]
        for delivery in held if order is Order.KEPT else reversed(held):
            delivery.state = State.WAITING
            self._start(delivery)
        return len(held)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        for wait_s in (0.0, *self._manners.retry_after_s):
            if wait_s:
                await asyncio.sleep(wait_s / self._speed)
            if await self._attempt(delivery):
                delivery.state = State.DELIVERED
                return
            if delivery.attempts[-1]["status"] in self._manners.ended_by:
                self.subscriptions.pop(delivery.subscription.id, None)
                break
            if delivery.attempts[-1]["status"] in self._manners.given_up_on:
                break
        delivery.state = State.ABANDONED

    async def _attempt(self, delivery: Delivery) -> bool:
        subscription = delivery.subscription
        slot = self._slots.setdefault(subscription.id, asyncio.Semaphore(self._manners.at_a_time))
        number = len(delivery.attempts) + 1
        async with slot:
            started = self._monotonic()
            status, error = await self._post(subscription, delivery.body(number), self._manners.allowed_s(number))
        took_ms = round((self._monotonic() - started) * 1000, 2)
        delivery.attempts.append({"at": iso(self._clock()), "status": status, "error": error, "duration_ms": took_ms})
        accepted = error is None and status in self._manners.accepted
        if number == 1:
            self._count_first_attempt(subscription, accepted=accepted)
        return accepted

    async def _post(self, subscription: Subscription, body: bytes, allowed_s: float) -> tuple[int | None, str | None]:
        timeout = aiohttp.ClientTimeout(total=self.options.timeout_s or allowed_s)
        try:
            async with self._open_session().post(
                subscription.url,
                data=body,
                headers=self._headers(subscription, body),
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                is_acknowledged = self._manners.acknowledged_by in await response.text(errors="replace")
                return response.status, None if is_acknowledged else "NotAcknowledged"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return None, type(error).__name__

    def _headers(self, subscription: Subscription, body: bytes) -> dict[str, str]:
        secret = f"not-{subscription.secret}" if self.options.wrong_secret else subscription.secret
        moment = self._clock() - timedelta(seconds=self.options.stale_s)
        headers = {"Content-Type": "application/json", **self._sign(replace(subscription, secret=secret), body, moment)}
        return {**headers, "Host": subscription.host} if subscription.host else headers

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def _is_banned(self, subscription: Subscription) -> bool:
        return self._monotonic() < self._banned_until.get(subscription.id, 0.0)

    def _count_first_attempt(self, subscription: Subscription, *, accepted: bool) -> None:
        failures = 0 if accepted else self._failures.get(subscription.id, 0) + 1
        self._failures[subscription.id] = failures
        ban = self._manners.ban
        if ban is not None and failures >= ban.after_failures:
            self._banned_until[subscription.id] = self._monotonic() + ban.lasts_s / self._speed
            self._failures[subscription.id] = 0
