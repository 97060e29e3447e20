"""Reports with a photo of 3 MB, so many a second: from the first byte sent to the answer, and how the photos are worked off.

    python -m bench photos [--rate 50] [--seconds 300] [--quick]     --quick: 5 a second for 20 s

Arrivals do not wait for each other. Each report is another form, from another address of this machine, with another
photo: nothing is found in the store already. The time has the way over the loopback in it and the client uses the same
processors. A worker runs beside; how many photos it has blurred in the minute after tells how long the queue would take.
"""

import argparse
import asyncio
import io
import shutil
import statistics
import time
from datetime import timedelta

from . import centre
from .measure import Result, percentile

SIDE = (4000, 3000)
DRAINED_FOR = 60.0
PLACE = "10.3512, 107.0843"
ADDRESSES = 250


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--quick", action="store_true")


def measure(options: argparse.Namespace) -> Result:
    rate, seconds = (5.0, 20.0) if options.quick else (options.rate, options.seconds)
    photo = _photo()
    with centre.centre(rules=False, demo=True) as one:
        needed = 1.5 * rate * seconds * len(photo)
        if shutil.disk_usage(one.home).free < needed:
            raise SystemExit(f"{needed / 1e9:.0f} GB must be free below {one.home}: every photo is kept")
        one.start("worker")
        forms = _forms(int(rate * seconds) + 8)
        asyncio.run(_sent(one.port, photo, forms[:8], 2.0))  # both processes have loaded what they need
        before, own, began = one.processor_seconds(), time.process_time(), time.monotonic()
        spans, wrong = asyncio.run(_sent(one.port, photo, forms[8:], rate))
        took = time.monotonic() - began
        used = {name: spent - before[name] for name, spent in one.processor_seconds().items()}
        used["client"] = time.process_time() - own
        left = _blurred()
        time.sleep(DRAINED_FOR)
        done = _blurred() - left
        waiting = _waiting()
    ms = sorted(span * 1000 for span in spans)
    result = Result(facts={"rate": rate, "seconds": seconds, "photo_bytes": len(photo), "wrong": wrong[:5]})
    result.add(f"a report with a photo of {len(photo) / 1e6:.1f} MB at {rate:g}/s for {seconds:g} s, median",
               statistics.median(ms) if ms else float("nan"), "ms", below=500)  # fmt: skip
    result.add("the same, p95", percentile(ms, 0.95), "ms")
    result.none("refused or failed", len(wrong))
    result.add("taken in a second", len(spans) / took, "")
    for name, spent in used.items():
        result.add(f"processor time a report, {name}", spent * 1000 / max(len(spans), 1), "ms")
    result.add("photos blurred a minute afterwards", done * 60 / DRAINED_FOR, "")
    result.add("photos that still wait for their public copy", waiting, "")
    return result


def _photo() -> bytes:
    """A JPEG of 12 megapixels and about 3 MB."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(1)
    small = chance.integers(0, 255, (300, 400, 3), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(small).resize(SIDE, Image.Resampling.BICUBIC), dtype=np.int16)
    grainy = smooth + chance.normal(0, 6, (SIDE[1], SIDE[0], 1)).astype(np.int16)
    body = io.BytesIO()
    Image.fromarray(grainy.clip(0, 255).astype(np.uint8)).save(body, "JPEG", quality=80)
    return body.getvalue()


def _other(photo: bytes, number: int) -> bytes:
    """The same picture with another comment, so that it is another content."""
    said = f"bench {number} {time.time_ns()}".encode()
    return photo[:2] + b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said + photo[2:]


def _forms(count: int) -> list[dict[str, str]]:
    """What people have typed, each in a form of its own that was opened half a minute ago."""
    from haidang.kernel import clock
    from haidang.web.citizen.report.guard import riddle_of
    from haidang.web.citizen.report.stamps import new_stamp

    made = []
    with clock.frozen(clock.now() - timedelta(seconds=30)):
        for number in range(count):
            stamp = new_stamp()
            text = f"Rác tràn ra lòng đường trước số {number}, bốc mùi từ hôm qua"
            riddle = str(riddle_of(stamp).number)
            made.append({"stamp": stamp.text, "riddle": riddle, "coordinates": PLACE, "text": text, "send": "1"})
    return made


async def _sent(port: int, photo: bytes, forms: list[dict[str, str]], rate: float) -> tuple[list[float], list[str]]:
    """(spans in seconds of those taken, what was said to the others)."""
    began = time.perf_counter()
    tasks = []
    for number, form in enumerate(forms):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(_one(port, _body(form, _other(photo, number)), number)))
    spans, wrong = [], []
    for answer in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(answer, float):
            spans.append(answer)
        else:
            wrong.append(str(answer)[:200])
    return spans, wrong


MARK, TOKEN = "bench-boundary-7Jq", "b" * 32


def _body(form: dict[str, str], photo: bytes) -> bytes:
    fields = {**form, "csrfmiddlewaretoken": TOKEN}
    text = "".join(
        f'--{MARK}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = f'--{MARK}\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    return text.encode() + head.encode() + photo + f"\r\n--{MARK}--\r\n".encode()


async def _one(port: int, body: bytes, number: int) -> float:
    """Seconds until the answer that leads to the case. Raises ValueError for another answer."""
    address = f"127.0.1.{1 + number % ADDRESSES}"
    head = (
        f"POST /app/report/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nCookie: csrftoken={TOKEN}\r\n"
        f"Content-Type: multipart/form-data; boundary={MARK}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        writer.write(head.encode())
        writer.write(body)
        await writer.drain()
        status = await asyncio.wait_for(reader.readline(), 120)
        span = time.perf_counter() - began
        if b" 302 " not in status:
            raise ValueError(f"{status!r} {(await reader.read())[-300:]!r}")
        return span
    finally:
        writer.close()


def _blurred() -> int:
    from haidang.core.files.models import File

    return File.objects.filter(derivation="public").count()


def _waiting() -> int:
    from haidang.core.files.models import File

    return File.objects.filter(public_state="waiting", state="kept").count()
