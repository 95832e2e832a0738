"""A message on its way, through apprise: bounded in time whatever the other side does, and silent about addresses."""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from threading import Thread
from typing import Any, Final

from flows.notify_settings import VARIABLE

LONGEST_S: Final = 10.0
"""How long one attempt may take."""
ATTEMPTS, BETWEEN_S = 2, 1.0
_TALKATIVE: Final = ("apprise", "urllib3", "requests")


class AddressProblem(Exception):
    """An address that cannot be used: the message says why, and shows nothing of it."""


def send(address: str, title: str, body: str) -> str:
    """Sends a message; why that failed, or empty where it did not. Tried again where it was refused, not where it hung."""
    try:
        service = _service(expanded(address))
    except AddressProblem as problem:
        return str(problem)
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(BETWEEN_S)
        done: list[bool] = []
        sending = Thread(target=_attempt, args=(service, title, body, done), name="notify", daemon=True)
        sending.start()
        sending.join(LONGEST_S)
        if sending.is_alive():
            return f"no answer within {LONGEST_S:g} s"
        if done and done[0]:
            return ""
    return "refused, or not reached"


def service_of(address: str) -> str:
    """The name of the service that an address is for, as mailto; never more of it. Raises AddressProblem."""
    whole = expanded(address)
    _service(whole)
    return whole.partition("://")[0].lower()


def expanded(address: str) -> str:
    """The address with its variables. Raises AddressProblem where the environment has none of that name."""
    for name in VARIABLE.findall(address):
        if not os.environ.get(name):
            raise AddressProblem(f"the environment variable {name} is missing: set it where convoqa runs")
    return VARIABLE.sub(lambda found: os.environ[found[1]], address)


def _service(address: str) -> Any:
    import apprise
    from apprise.common import PersistentStoreMode

    _be_silent()
    asset = apprise.AppriseAsset(
        app_id="convoqa", app_desc="convoqa", app_url="", image_url_mask="", image_url_logo="", async_mode=False, http_redirects=False,
        pgp_autogen=False, pem_autogen=False, storage_mode=PersistentStoreMode.MEMORY,
    )  # fmt: skip
    found = apprise.Apprise(asset=asset)
    if not found.add(address):
        raise AddressProblem("apprise knows no such address: look it up in its list of services")
    return found


def _attempt(service: Any, title: str, body: str, done: list[bool]) -> None:
    with suppress(Exception):  # whatever it is, it was not sent
        done.append(bool(service.notify(title=title, body=body)))


def _be_silent() -> None:
    """What libraries log of an address is logged nowhere, also by an attempt that hangs and ends later."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
