"""The platform's errors.

ForgeError
├── ResolverError          raised by an app: an error with a meaning for the caller
├── InvocationError        raised by the runtime: the function was not run, or not to its end
├── ProductRequestError    a request to Jira got no usable answer
├── KvsError               the key-value store refused a call; has Forge's code
└── ManifestError          the manifest is invalid; has all findings

Messages are safe to show to users: no input, no secret, no traceback.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


class ForgeError(Exception):
    """An error that the platform reports.

    `type` is a kebab-case word for programs, `status` the HTTP status, `title` a short text for the type, and `details`
    are further JSON members of the answer, such as `retryAfterSeconds`.
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
    """An app's own error, passed to the caller unchanged; any other exception of an app becomes an opaque error."""


class ProductRequestError(ForgeError):
    """A product request without a usable answer after all of the platform's retries."""


class InvocationError(ForgeError):
    """An invocation that the runtime refused or aborted."""

    @classmethod
    def unknown_function(cls, key: object) -> "InvocationError":
        """Return the error of an undefined function key, with the message of `@forge/resolver`."""
        shown = str(key).encode("utf-8", "replace").decode()[:100]
        return cls(f"Resolver has no definition for '{shown}'.", type="unknown-function", status=404)

    @classmethod
    def unknown_module(cls) -> "InvocationError":
        """Return the error of a module key that is not in the manifest."""
        return cls("The manifest has no module with this key.", type="unknown-module", status=404)

    @classmethod
    def ambiguous(cls) -> "InvocationError":
        """Return the error of a call without a module key to a function that several resolvers define."""
        message = "Several modules define this function. Choose one with the context's moduleKey."
        return cls(message, type="ambiguous-function", status=409)

    @classmethod
    def payload_refused(cls) -> "InvocationError":
        """Return the error of a payload that is not JSON."""
        return cls("The payload cannot be serialized as JSON.", type="payload-not-json", status=400)

    @classmethod
    def payload_too_large(cls, limit: int) -> "InvocationError":
        """Return the error of a payload over the limit, in bytes of JSON."""
        message = f"The payload exceeds the limit of {limit // 1024} KB."
        return cls(message, type="payload-too-large", status=413)

    @classmethod
    def result_too_large(cls, limit: int) -> "InvocationError":
        """Return the error of a result over the limit, in bytes of JSON."""
        message = f"The result exceeds the limit of {limit // 1024**2} MB. Request less."
        return cls(message, type="result-too-large", status=500)

    @classmethod
    def too_many(cls, retry_after: int, properties: Mapping[str, int]) -> "InvocationError":
        """Return the error of an exceeded rate limit; `retry_after` is in seconds, `properties` describe the limit."""
        message = f"Too many invocations. Try again in {retry_after} s."
        metadata = {"rateLimitProperties": properties}
        return cls(message, type="too-many-invocations", status=429, retryAfterSeconds=retry_after, metadata=metadata)

    @classmethod
    def timed_out(cls, seconds: float) -> "InvocationError":
        """Return the error of a function that exceeded its time limit."""
        message = f"Function timed out. Limit of {seconds:g} seconds reached; nothing was answered. Try again."
        return cls(message, type="timeout", status=504)

    @classmethod
    def crashed(cls, reference: str, text: str = "") -> "InvocationError":
        """Return the error of a function that raised an unexpected exception, whose details are in the log.

        `text` is the exception's message, which only the app's developer may see.
        """
        message = text or f"The function failed unexpectedly and returned nothing; see {reference} in the log."
        return cls(message, type="function-crashed", status=500, referenceId=reference)


class KvsError(ForgeError):
    """A call refused by the key-value store. `code` is Forge's (Forge documentation, "Handling KVS errors")."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message, type=f"kvs-{code.lower().replace('_', '-')}", status=status, code=code)
        self.code = code


Level = Literal["error", "warning"]


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """A finding about a manifest: line (from 1), level, rule, and message."""

    line: int
    level: Level
    rule: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.level}: {self.message} [{self.rule}]"


class ManifestError(ForgeError):
    """An invalid manifest. `findings` holds all errors and warnings in the file's order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(map(str, self.findings)), type="manifest-refused", status=500)
