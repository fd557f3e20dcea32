"""The schema of a manifest, following Forge's (`@forge/manifest` 13.7) for dashboard gadgets."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

SHORT = 23
"""The most characters of a function's or resource's key."""

MOST_RESOURCES = 50

Key = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_-]+\z")]
ShortKey = Annotated[Key, StringConstraints(max_length=SHORT)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Hash = r"sha256-|sha384-|sha512-"


class Closed(BaseModel):
    """A mapping that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Open(BaseModel):
    """A mapping in which Forge allows unknown keys."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class Translated(Closed):
    """A text given by its translation key."""

    i18n: Text


class Linked(Closed):
    """A title with a link."""

    text: Text
    href: Annotated[str, StringConstraints(min_length=1)]


class ResolverOf(Closed):
    """What handles a module's invocations."""

    function: ShortKey | None = None
    endpoint: Key | None = None


class Edit(Closed):
    """The edit view of a gadget."""

    resource: Annotated[str, StringConstraints(min_length=1)]
    render: Literal["default", "native"] = "default"


class Gadget(Open):
    """One item of `jira:dashboardGadget`."""

    key: Key
    title: Text | Translated | Linked
    description: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | Translated
    thumbnail: Text
    resource: Annotated[str, StringConstraints(min_length=1)] | None = None
    function: ShortKey | None = None
    resolver: ResolverOf | None = None
    edit: Edit | None = None
    render: Literal["default", "native"] = "default"
    refreshable: bool = True
    displayConditions: dict[str, Any] | None = None  # noqa: N815 - Forge's word


class WidgetEdit(Open):
    """The edit view of a widget."""

    resource: ShortKey
    render: Literal["default", "native"] = "default"


class Widget(Closed):
    """One item of `dashboards:widget`, whose keys are all known; further keys of a gadget are ignored."""

    key: Key
    title: Text
    description: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    thumbnail: Text
    resource: ShortKey
    resolver: ResolverOf | None = None
    edit: WidgetEdit | None = None
    render: Literal["default", "native"] = "default"
    aiContext: dict[str, Any] | None = None  # noqa: N815 - Forge's word

    function: ClassVar[None] = None
    refreshable: ClassVar[bool] = False
    displayConditions: ClassVar[None] = None  # noqa: N815 - as above


class Function(Closed):
    """One item of `function`. The functions of modules that are not served here may have handlers in JavaScript."""

    key: ShortKey
    handler: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    timeoutSeconds: int | None = None  # noqa: N815 - Forge's word
    cleanup: Any = None
    providers: Any = None
    runtime: Any = None


class Tunnel(Closed):
    """Where a resource is served during development."""

    port: Annotated[int, Field(ge=1, le=65535)]


class Resource(Closed):
    """One item of `resources`."""

    key: ShortKey
    path: Annotated[str, StringConstraints(min_length=1)]
    entry: dict[str, str] | None = None
    tunnel: Tunnel | None = None


class RuntimeOf(Closed):
    """Where functions run in the cloud."""

    name: Literal["nodejs20.x", "nodejs22.x", "nodejs24.x"]
    memoryMB: Annotated[int, Field(ge=128, le=4096)] | None = None  # noqa: N815 - Forge's word
    architecture: Literal["x86_64", "arm64"] | None = None


class Licensing(Closed):
    """Whether the app is sold."""

    enabled: bool


class App(Closed):
    """`app`."""

    id: Annotated[str, StringConstraints(pattern=r"^ari:cloud:ecosystem::app/[a-zA-Z0-9-]+\z")]
    runtime: RuntimeOf
    name: Text | None = None
    licensing: Licensing | None = None


class Content(Closed):
    """`permissions.content`."""

    styles: list[Literal["unsafe-inline"]] = []
    scripts: list[
        Annotated[
            str,
            StringConstraints(pattern=rf"^(unsafe-inline|unsafe-eval|unsafe-hashes|blob:|({Hash})[A-Za-z0-9+/]+=*)\z"),
        ]
    ] = []


def _scope_names(value: object) -> object:
    """Return a map of scopes as the list of its keys."""
    return list(value) if isinstance(value, dict) else value


class Permissions(Closed):
    """`permissions`."""

    scopes: Annotated[list[str], BeforeValidator(_scope_names)] = []
    content: Content = Content()
    external: Any = None


class Modules(Closed):
    """`modules`."""

    gadgets: Annotated[list[Gadget], Field(alias="jira:dashboardGadget")] = []
    widgets: Annotated[list[Widget], Field(alias="dashboards:widget")] = []
    functions: Annotated[list[Function], Field(alias="function")] = []


class File(Closed):
    """A whole manifest."""

    modules: Modules
    app: App
    resources: Annotated[list[Resource], Field(max_length=MOST_RESOURCES)] = []
    permissions: Permissions = Permissions()
    translations: Any = None
    remotes: Any = None
