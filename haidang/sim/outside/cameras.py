"""Cameras of the demo: drawn pictures that say what they are. Invented; nobody and nothing real is seen.

GET /cameras/<code>.jpg   640 x 360; with `-frozen` in the name always the same picture, with `-dead` 503
"""

import hashlib
import io
import math
from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from haidang.kernel import clock

SIZE = WIDTH, HEIGHT = 640, 360
HORIZON = 150
EVERY = 5  # seconds for which a picture stays the same
NIGHT, DAY = (24, 30, 44), (150, 180, 205)
GROUND, ROAD, LINE, CAR, SAID = (70, 78, 72), (60, 62, 66), (205, 205, 195), (160, 60, 50), (245, 245, 245)
FROZEN, DEAD = "-frozen", "-dead"
BAND = 44


def picture(request: Request) -> Response:
    code = request.path_params["code"]
    if DEAD in code:
        return Response(status_code=503)
    moment = clock.now().astimezone(clock.HO_CHI_MINH)
    at = moment.replace(hour=9, minute=0, second=0) if FROZEN in code else moment
    body = drawn(code.replace(FROZEN, ""), at.replace(second=at.second - at.second % EVERY, microsecond=0))
    return Response(body, media_type="image/jpeg", headers={"cache-control": "no-store"})


@lru_cache(maxsize=32)
def drawn(code: str, at: datetime) -> bytes:
    """A road to the horizon under the sky of the hour, cars as boxes, and words that tell what this is."""
    image = Image.new("RGB", SIZE, _sky(at))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, HORIZON, WIDTH, HEIGHT), fill=GROUND)
    middle = WIDTH / 2 + 140 * (_share(code, 0) - 0.5)
    draw.polygon([(middle - 8, HORIZON), (middle + 8, HORIZON), (WIDTH - 60, HEIGHT), (60, HEIGHT)], fill=ROAD)
    for step in range(7):
        near = (step + 0.5) / 7
        _quad(draw, middle + (WIDTH / 2 - middle) * near, near, 0.008, LINE)
    for number in range(2 + hashlib.sha256(code.encode()).digest()[2] % 4):
        near = (_share(code, number + 3) + at.timestamp() / 40) % 1
        side = -0.2 if number % 2 else 0.2
        _quad(draw, middle + (WIDTH / 2 - middle) * near + side * WIDTH * 0.8 * near, near, 0.06, CAR)
    _words(draw, code, at)
    body = io.BytesIO()
    image.save(body, "JPEG", quality=75)
    return body.getvalue()


def _quad(draw: ImageDraw.ImageDraw, x: float, near: float, width: float, colour: tuple[int, int, int]) -> None:
    """A box standing on the road: `near` 0 at the horizon, 1 at our feet."""
    y, half = HORIZON + (HEIGHT - HORIZON) * near * near, WIDTH * width * (0.15 + near)
    draw.rectangle((x - half, y - 1.2 * half, x + half, y), fill=colour)


def _words(draw: ImageDraw.ImageDraw, code: str, at: datetime) -> None:
    draw.rectangle((0, HEIGHT - BAND, WIDTH, HEIGHT), fill=(0, 0, 0))
    font = ImageFont.load_default(size=22)
    draw.text((14, HEIGHT - BAND + 8), f"{code}  {at:%d/%m/%Y %H:%M:%S}", font=font, fill=SAID)
    draw.text((WIDTH - 14, 12), "MO PHONG / SIMULATED", font=font, fill=SAID, anchor="ra")


def _sky(at: datetime) -> tuple[int, int, int]:
    light = max(0.0, math.sin((at.hour + at.minute / 60 - 5.5) / 12.5 * math.pi)) ** 0.5 if 5.5 < at.hour < 18 else 0.0
    red, green, blue = (round(dark + (bright - dark) * light) for dark, bright in zip(NIGHT, DAY, strict=True))
    return red, green, blue


def _share(code: str, number: int) -> float:
    """0..1, the same for the same camera."""
    return hashlib.sha256(f"{code}/{number}".encode()).digest()[0] / 256


routes = [Route("/{code}.jpg", picture)]
