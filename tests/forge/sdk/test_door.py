"""The door between an app and the platform."""

import app.forge
from app.forge import errors


def test_the_door_offers_these_names_and_no_more() -> None:
    """What an app may import is one sorted list; a name more or less is a decision."""
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
        "kvs",
        "now",
        "readable",
        "route",
        "route_from_absolute",
    ]
    assert all(hasattr(app.forge, name) for name in app.forge.__all__)


def test_every_error_is_a_forge_error() -> None:
    """One class catches all that the platform can tell of, and its head draws all of them."""
    found = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert all(issubclass(getattr(errors, name), errors.ForgeError) for name in found)
    assert all(name in str(errors.__doc__) for name in found)


def test_an_error_has_a_title_by_its_type() -> None:
    """A failure without a title of its own is named after its type."""
    failure = errors.ResolverError("No.", type="board-not-found", status=404, field="boardIds")
    assert (failure.title, failure.status, failure.details) == ("Board not found", 404, {"field": "boardIds"})
    assert errors.ResolverError("No.", type="x", title="Title").title == "Title"
