"""What the API of a running centre answers is what its description says: schemathesis, from a fixed seed, for a while."""

import os
import subprocess
import sys

import httpx
import schemathesis

from bench import contract
from bench.contract import Caller

from .desk import Centre

SECONDS = 20.0
LEAST_GOOD = 15


def key(centre: Centre, *scopes: str) -> str:
    name = f"contract-{os.urandom(4).hex()}"
    program = [sys.executable, "-m", "haidang", "key", "create", "--name", name, "--can", *scopes]
    home = {**os.environ, "HAIDANG_HOME": str(centre.home.root)}
    made = subprocess.run(program, env=home, capture_output=True, text=True, timeout=120, check=True)
    return made.stdout.strip()


def test_every_answer_is_one_that_is_described(centre: Centre) -> None:
    """For a key that reads all and changes nothing (what it sends is refused as described), and for nobody."""
    reader = Caller("reads all", key(centre, "read", "read.events", "read.personal"))
    found = contract.called(centre.url, [reader, Caller("nobody")], SECONDS)
    assert not found.wrong, "\n".join(found.wrong)
    assert found.answers["2xx"] >= LEAST_GOOD
    assert found.answers["4xx"]


def test_a_description_that_is_not_true_is_found_out(centre: Centre) -> None:
    raw = httpx.get(f"{centre.url}/api/v1/openapi.json").json()
    raw["paths"] = {"/api/v1/places": raw["paths"]["/api/v1/places"]}
    del raw["paths"]["/api/v1/places"]["get"]["responses"]["401"]
    schema = schemathesis.openapi.from_dict(raw)
    schema.config.update(base_url=centre.url)
    assert contract.called(centre.url, [Caller("nobody")], 0.5, schema).wrong
