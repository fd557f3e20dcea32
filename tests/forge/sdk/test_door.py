"""The door between an app and the platform."""

import app.forge
from app.forge import errors


def test_the_door_offers_these_names_and_no_more() -> None:
    """An app may import exactly this sorted list of names."""
    assert app.forge.__all__ == [
        "KvsError",
        "ProductRequestError",
        "Request",
        "Resolver",
        "ResolverError",
        "Response",
        "Route",
        "WhereConditions",
        "as_app",
        "as_user",
        "assume_trusted_route",
        "denial",
        "kvs",
        "now",
        "route",
        "route_from_absolute",
    ]
    assert all(hasattr(app.forge, name) for name in app.forge.__all__)


def test_every_error_is_a_forge_error() -> None:
    """One class catches every error of the platform, and its docstring lists all of them."""
    found = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert all(issubclass(getattr(errors, name), errors.ForgeError) for name in found)
    assert all(name in str(errors.__doc__) for name in found)


def test_an_error_has_a_title_by_its_type() -> None:
    """A failure without its own title is named after its type."""
    failure = errors.ResolverError("No.", type="board-not-found", status=404, field="boardIds")
    assert (failure.title, failure.status, failure.details) == ("Board not found", 404, {"field": "boardIds"})
    assert errors.ResolverError("No.", type="x", title="Title").title == "Title"
