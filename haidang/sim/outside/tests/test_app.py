import httpx


def test_every_body_is_found_by_itself(outside: str) -> None:
    told = httpx.get(outside, trust_env=False).json()
    assert told["simulated"] is True
    assert told["bodies"] == sorted(told["bodies"])
