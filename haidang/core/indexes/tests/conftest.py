from haidang.core.indicators.tests.conftest import province as province
