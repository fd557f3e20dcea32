"""Bundling modules: each runs once, after its imports, and none comes from outside the resource."""

import pytest

from app.pictures import bundle
from app.pictures.errors import PictureError
from tests.pictures.conftest import Making
from tests.pictures.test_engine import drawn
from tests.support.holds import holds


async def test_modules_take_what_they_import(making: Making) -> None:
    """A module can import names, renamed names, the default, a namespace, and a module later."""
    drawer = making(
        'import whole from "./usual.js";\nimport * as all from "./names.js";\n'
        'import {\n  one,\n  two as second,\n} from "./names.js";\n'
        "export async function draw() {\n"
        '  const later = await import("./later.js");\n'
        "  return `<svg ${[whole.is, all.Third.is, one(), second, later.is]}/>`;\n}\n",
        usual='export default { is: "usual" };',
        names="export function one() {\n  return 1;\n}\nexport const two = 2;\n"
        "export class Third {\n  static is = 3;\n}\n",
        later="export const is = 4;",
    )
    assert await drawn(drawer) == "<svg usual,3,1,2,4/>"


async def test_a_module_runs_once(making: Making) -> None:
    """All its importers share one module."""
    drawer = making(
        'import { count } from "./counter.js";\nimport { other } from "./other.js";\n'
        "export const draw = () => `<svg ${count() + other()}/>`;",
        counter="let calls = 0;\nexport const count = () => (calls += 1);",
        other='import { count } from "./counter.js";\nexport const other = () => count() * 10;',
    )
    assert await drawn(drawer) == "<svg 21/>"


@holds(bundle, "path in above or ")
@holds(bundle, "not path.is_relative_to(root) or ")
@pytest.mark.parametrize(
    "source", ["../outside.js", "/etc/hosts", "./missing.js", "./circle.js", "https://x.test/a.js"]
)
async def test_no_module_comes_from_elsewhere(making: Making, source: str) -> None:
    """A module outside the resource's folder, a missing one and a circular import are refused."""
    drawer = making(
        f'import {{ a }} from "{source}";\nexport const draw = () => `<svg ${{a}}/>`;',
        circle='import { draw } from "./picture.js";\nexport const a = draw;',
    )
    (drawer.folder.parent / "outside.js").write_text("export const a = 1;", "utf-8")
    with pytest.raises(PictureError, match="no module can be imported"):
        await drawn(drawer)


@pytest.mark.parametrize("line", ['export * from "./a.js";', "export { draw as other };", 'import "./a.js";'])
async def test_what_is_not_understood_is_refused(making: Making, line: str) -> None:
    """A statement that the engine's modules cannot have is refused instead of being drawn wrongly."""
    with pytest.raises(PictureError, match="not understood"):
        await drawn(making(f"const draw = () => '<svg />';\n{line}", a="export const a = 1;"))
