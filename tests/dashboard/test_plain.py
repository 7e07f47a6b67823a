import pytest
from dash import html

from dashboard.components.plain import element


@pytest.mark.parametrize(
    ("tag", "content", "attributes"),
    [
        ("Td", "3 May 2026", {"className": "day", "title": "Delivery 1"}),
        ("Tr", ["one", "two"], {"id": "contact-0", "className": ""}),
        ("A", "record 1", {"href": "#record-0"}),
        ("Span", "none given", {}),
    ],
)
def test_an_element_is_what_dash_makes_of_its_component(tag, content, attributes):
    component = getattr(html, tag)(content, **attributes)
    assert element(tag, content, **attributes) == component.to_plotly_json()
