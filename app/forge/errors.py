"""What can go wrong on the platform.

ForgeError
├── ResolverError          raised by an app: a failure with a meaning for the caller
├── InvocationError        raised by the runtime: the function was not run, or not to its end
├── ProductRequestError    a request to Jira got no answer of use
├── KvsError               the key-value store refused a call, with Forge's code
└── ManifestError          the manifest cannot be used; carries every finding

A message is fit for the person who reads it: no input, no secret, no traceback.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


class ForgeError(Exception):
    """A failure that the platform can tell of.

    `type` is a kebab-case word for programs, `status` the HTTP status it stands for, `title` a short text for the
    type, and `details` more JSON-able members of the answer, such as `retryAfterSeconds`.
    """

    def __init__(
        self,
        message: str,
        *,
        type: str,  # noqa: A002 - the word of RFC 9457 and of the bridge's envelope
        status: int = 500,
        title: str | None = None,
        **details: object,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.type = type
        self.status = status
        self.title = title if title is not None else type.replace("-", " ").capitalize()
        self.details = details


class ResolverError(ForgeError):
    """An app's own failure. It reaches the caller as it is; any other exception of an app becomes an opaque one."""


class ProductRequestError(ForgeError):
    """A product request that got no answer of use, after all tries that the platform may make."""


class InvocationError(ForgeError):
    """An invocation that the runtime refused or ended."""

    @classmethod
    def unknown_function(cls, key: object) -> "InvocationError":
        """Return the error of a function key that no resolver defines, in the words of `@forge/resolver`."""
        shown = str(key).encode("utf-8", "replace").decode()[:100]
        return cls(f"Resolver has no definition for '{shown}'.", type="unknown-function", status=404)

    @classmethod
    def unknown_module(cls) -> "InvocationError":
        """Return the error of a module key that the manifest does not know."""
        return cls("The manifest has no module with this key.", type="unknown-module", status=404)

    @classmethod
    def ambiguous(cls) -> "InvocationError":
        """Return the error of a function key that several resolvers define, asked for without a module key."""
        message = "Several modules define this function. Name one with the context's moduleKey."
        return cls(message, type="ambiguous-function", status=409)

    @classmethod
    def payload_refused(cls) -> "InvocationError":
        """Return the error of a payload that is not JSON."""
        return cls("The payload cannot be written as JSON.", type="payload-not-json", status=400)

    @classmethod
    def payload_too_large(cls, limit: int) -> "InvocationError":
        """Return the error of a payload over the limit, in bytes of JSON."""
        message = f"The payload is larger than the {limit // 1024} KB that an invocation may carry."
        return cls(message, type="payload-too-large", status=413)

    @classmethod
    def result_too_large(cls, limit: int) -> "InvocationError":
        """Return the error of a result over the limit, in bytes of JSON."""
        message = f"The result is larger than the {limit // 1024**2} MB that an invocation may answer. Ask for less."
        return cls(message, type="result-too-large", status=500)

    @classmethod
    def too_many(cls, retry_after: int, properties: Mapping[str, int]) -> "InvocationError":
        """Return the error of a caller over its rate; `retry_after` is in seconds, `properties` are of the rate."""
        message = f"Too many invocations. Try again in {retry_after} s."
        metadata = {"rateLimitProperties": properties}
        return cls(message, type="too-many-invocations", status=429, retryAfterSeconds=retry_after, metadata=metadata)

    @classmethod
    def timed_out(cls, seconds: float) -> "InvocationError":
        """Return the error of a function that ran for longer than it may."""
        message = f"Function timed out. Limit of {seconds:g} seconds reached; nothing was answered. Try again."
        return cls(message, type="timeout", status=504)

    @classmethod
    def crashed(cls, reference: str, told: str = "") -> "InvocationError":
        """Return the error of a function that raised anything but a failure with a meaning; the log has the rest.

        `told` is the exception's own text where its reader is the app's maker, who may see it.
        """
        message = told or f"The function failed unexpectedly. Nothing was answered; the log has more under {reference}."
        return cls(message, type="function-crashed", status=500, referenceId=reference)


class KvsError(ForgeError):
    """A call that the key-value store refused. `code` is Forge's (Forge documentation, "Handling KVS errors")."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message, type=f"kvs-{code.lower().replace('_', '-')}", status=status, code=code)
        self.code = code


Level = Literal["error", "warning"]


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """Something about a manifest: where it stands (line 1 is the first), how grave, which rule, and a sentence."""

    line: int
    level: Level
    rule: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.level}: {self.message} [{self.rule}]"


class ManifestError(ForgeError):
    """A manifest that cannot be used. `findings` holds all that was found, warnings too, in the file's order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(map(str, self.findings)), type="manifest-refused", status=500)
