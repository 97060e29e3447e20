from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from haidang.core.indicators.tests.world import Province


@pytest.fixture
def reads(province: "Province", outside: str) -> Any:
    """A farm with two figures that are pulled, and the making of a source that is read from the simulated bodies."""
    from haidang.core.pulling import actions
    from haidang.core.pulling.models import Pull
    from haidang.kernel import pull
    from haidang.kernel.action import system
    from haidang.kernel.strict import convert

    province.declare({"key": "sold", "source": "pulled", "over_places": "none", "level": "province"},
                     {"key": "bought", "source": "pulled", "over_places": "none", "level": "province"})  # fmt: skip

    def make(key: str = "market", secret: str = "", office: Any = province.owner, **said: Any) -> Pull:
        facts = convert(said, pull.Pull, "test")
        return actions.add(
            system("test"), key=key, name_vi="Chợ", facts=facts, office=office, secret=secret, domain="farm"
        )

    return make
