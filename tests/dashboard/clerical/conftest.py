"""The application of a small county, and someone in it who may say what is one business."""

import pytest

from dashboard.app import create_app
from dashboard.live import Fixed


@pytest.fixture
def app(small):
    made = create_app(Fixed(small), "Essex")
    yield made
    made._desk.state.dispose()


@pytest.fixture
def client(app, signed_in):
    return signed_in(app)
