"""Every action and every kind of thing in the program has its words and its place in the facts of roles."""

import importlib
import pkgutil

import pytest
from django.apps import apps

import haidang
from haidang.core.directory.roles import facts
from haidang.kernel.action import actions

MODULES = ("actions", "attempts", "sessions", "fieldwork", "process", "sync", "plan", "jobs")


@pytest.fixture(scope="module", autouse=True)
def _every_action_is_loaded():
    for found in pkgutil.walk_packages(haidang.__path__, "haidang."):
        if found.name.rpartition(".")[2] in MODULES and ".tests." not in found.name:
            importlib.import_module(found.name)


def test_every_action_has_words_in_both_languages():
    unnamed = [name for name in actions if name not in facts().actions and not name.startswith("matter.")]
    assert unnamed == []


def test_every_model_with_a_kind_is_read_by_some_role():
    kinds = {model.kind_name for model in apps.get_models() if hasattr(model, "kind_name")}
    assert kinds <= {*facts().kinds, *facts().parts}


def test_every_action_can_be_done_by_somebody():
    known = facts()
    patterns = {
        *known.own.can,
        *known.public.can,
        *known.program.can,
        *(one for role in known.roles.values() for one in role.can),
    }
    patterns |= {one for scope in known.scopes.values() for one in scope.can}
    patterns |= {one for role in known.roles.values() for one in role.can_in_office}
    idle = [name for name in known.actions if not patterns & {name, f"{name.partition('.')[0]}.*"}]
    assert idle == []
