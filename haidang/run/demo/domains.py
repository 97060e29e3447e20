"""What a field keeps in tables of its own: its `demo.py` fills them in a new demo, once, through the field's own actions."""

from haidang.kernel import registry
from haidang.run import schema


def fill() -> int:
    """Ask every field that has not been asked; how many records were made."""
    made = 0
    for key, part in registry.parts("demo"):
        name = f"demo_{key}"
        if not schema.kept(name):
            number = part.fill()
            schema.keep(name, str(number))
            made += number
    return made
