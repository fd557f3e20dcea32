"""Reasons why a picture cannot be drawn."""

from typing import Literal

from app.forge.errors import ForgeError

Form = Literal["svg", "png"]

EXTRA = "pip install 'velocity-chart[images]'"


class PictureError(ForgeError):
    """A picture that cannot be drawn."""

    @classmethod
    def not_installed(cls, package: str) -> "PictureError":
        """Return the error of a missing package of the extra."""
        message = f"Pictures need packages that are not installed ({package} is missing). Install them: {EXTRA}"
        return cls(message, type="pictures-not-installed", status=501, title="Pictures not installed")

    @classmethod
    def without_fonts(cls) -> "PictureError":
        """Return the error of a machine without fonts, on which a PNG would have no text."""
        message = (
            "This machine has no font to write with. Install one, such as Liberation Sans (the package "
            "fonts-liberation), or ask for an SVG, which is written by the machine that shows it."
        )
        return cls(message, type="no-fonts", status=501, title="No fonts")

    @classmethod
    def none_made(cls) -> "PictureError":
        """Return the error of an app that has no picture of its gadget."""
        return cls("The app makes no picture of this gadget.", type="no-picture", status=404, title="No picture")

    @classmethod
    def failed(cls, reason: str) -> "PictureError":
        """Return the error of scripts that do not draw; `reason` is ours or that of the app's own scripts."""
        return cls(f"The picture cannot be drawn: {reason}", type="picture-failed", status=500, title="Picture failed")
