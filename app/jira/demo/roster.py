"""The teams of the demo company with their profiles, and the boards without sprints."""

from functools import partial
from random import Random

from app.jira.demo import boards, names
from app.jira.demo.changelog import DAY, HOUR
from app.jira.demo.episodes.members import MEMBERS, WORKFLOW
from app.jira.demo.episodes.outside import OUTSIDE, SHARED
from app.jira.demo.episodes.planned import PLANNED
from app.jira.demo.profile import Profile
from app.jira.demo.team import Script
from app.jira.demo.world import World

USUAL_FLOW = (names.TO_DO, names.IN_PROGRESS, names.IN_REVIEW, names.DONE)
FIBONACCI = ("1", "2", "2", "3", "3", "3", "5", "5", "8")

EVERYTHING = Script(PLANNED, (*MEMBERS, *WORKFLOW), OUTSIDE)
WITHOUT_WORKFLOW = Script(PLANNED, MEMBERS, OUTSIDE)

ALPHA = Profile(
    board=boards.ALPHA,
    sprint_name="Alpha Sprint {}",
    first_number=41,
    closed=60,
    target=37,
    deck=("1", "2", "2", "3", "3", "3", "5", "5"),
    flow=USUAL_FLOW,
    other_done=names.CLOSED,
    finish=0.89,
    fresh=16,
    parents=0.42,
    outside=1,
    gap_days=3,
    renamed=frozenset({20, 47}),
)
COMET = Profile(
    board=boards.COMET,
    sprint_name="Comet {}",
    closed=24,
    target=24,
    deck=("0.5", "1", "2", "3", "5", "8", "13", "20"),
    flow=USUAL_FLOW,
    other_done=names.CLOSED,
    days=(14, 14, 14, 21, 14, 14, 7, 14, 14, 14, 35, 14),
    late_hours=(0, 50, -30, 0, 4, 75, 0, -49, 1, 0, 28, 0),
    swing=0.6,
    empty=frozenset({9}),
    idle=frozenset({18}),
    promoted=frozenset({6, 15}),
    gap_days=5,
    finish=0.6,
    fresh=9,
    fates=(9, 2, 4, 1),
    hour=11,
    planned=2,
    members=4,
    outside=4,
    births=2,
    renamed=frozenset({3, 11, 21}),
    reopened=frozenset({5, 12, 16, 22}),
    deleted=frozenset({2, 8, 14, 20}),
)
SPROUT = Profile(
    board=boards.SPROUT,
    sprint_name="SPR Sprint {}",
    closed=2,
    target=18,
    deck=FIBONACCI,
    flow=(names.SIMPLE_TO_DO, names.SIMPLE_IN_PROGRESS, names.SIMPLE_DONE),
    fresh=10,
    fates=(16, 1, 0, 1),
    days=(7,),
    hour=13,
)
TRAIN = Profile(
    board=boards.TRAIN,
    sprint_name="Train 25.{}",
    closed=16,
    target=26,
    deck=FIBONACCI,
    flow=(names.TO_DO, names.IN_PROGRESS, names.TESTED, names.RELEASED),
    other_done=names.LIVE,
    finish=0.75,
    fresh=9,
    fates=(16, 1, 0, 1),
    gap_days=8,
    hour=9.5,
    planned=2,
    members=3,
)
HOURS = Profile(
    board=boards.HOURS,
    sprint_name="Field service week {}",
    first_number=100,
    closed=20,
    target=170_000,
    deck=("1800", "3600", "7200", "14400", "28800", "57600"),
    flow=USUAL_FLOW,
    other_done=names.CLOSED,
    days=(7,),
    fresh=9,
    parents=0.3,
    gap_days=1,
    hour=14,
    planned=2,
)
HARBOR = Profile(
    board=boards.HARBOR,
    sprint_name="Harbor {}",
    closed=14,
    target=22,
    deck=FIBONACCI,
    flow=USUAL_FLOW,
    other_done=names.CLOSED,
    fresh=10,
    members=1,
    outside=3,
    gap_days=6,
    hour=10,
)
QUAY = Profile(
    board=boards.QUAY,
    sprint_name="Quay North {}",
    closed=14,
    target=20,
    deck=FIBONACCI,
    flow=USUAL_FLOW,
    other_done=names.CLOSED,
    fresh=9,
    fates=(16, 1, 0, 1),
    gap_days=4,
    hour=12,
    outside=3,
)
QUAY_SOUTH = Profile(
    board=boards.QUAY,
    sprint_name="Quay South {}",
    closed=7,
    target=14,
    deck=FIBONACCI,
    flow=USUAL_FLOW,
    days=(21,),
    fresh=7,
    fates=(16, 1, 0, 1),
    gap_days=9,
    hour=11,
    track="south",
)
CELLAR = Profile(
    board=boards.CELLAR, sprint_name="Cellar {}", closed=2, target=10, deck=FIBONACCI, flow=USUAL_FLOW, fresh=5
)
HOSTILE = Profile(
    board=boards.HOSTILE,
    sprint_name="Sprint {}",
    first_number=100,
    sprint_names=names.HOSTILE_SPRINTS,
    closed=len(names.HOSTILE_SPRINTS),
    target=9,
    deck=("0.1", "0.2", "0.3", "0.7", "1", "2"),
    flow=USUAL_FLOW,
    other_done=names.CLOSED,
    days=(7,),
    fresh=7,
    hour=11,
)
VAULT = Profile(
    board=boards.VAULT,
    sprint_name="Vault {}",
    closed=6,
    target=14,
    deck=FIBONACCI,
    flow=USUAL_FLOW,
    fresh=6,
    gap_days=7,
)

TEAMS: tuple[tuple[Profile, Script], ...] = (
    (ALPHA, EVERYTHING),
    (COMET, EVERYTHING),
    (SPROUT, WITHOUT_WORKFLOW),
    (TRAIN, WITHOUT_WORKFLOW),
    (HOURS, EVERYTHING),
    (HARBOR, Script(PLANNED, MEMBERS, SHARED)),
    (QUAY, Script(PLANNED, MEMBERS, SHARED)),
    (QUAY_SOUTH, WITHOUT_WORKFLOW),
    (CELLAR, WITHOUT_WORKFLOW),
    (HOSTILE, EVERYTHING),
    (VAULT, EVERYTHING),
)


def prepare_support(world: World, random: Random, until: int) -> None:
    """Schedule a kanban team: issues without sprints."""
    for _ in range(90):
        created = until - random.randrange(DAY, 300 * DAY)
        world.at(created, partial(_support, world, [created + random.randrange(HOUR, 20 * DAY) for _ in range(2)]))


def prepare_meadow(world: World, until: int) -> None:
    """Schedule a new team: one sprint is planned, none was ever started."""
    first = until - 6 * DAY
    world.at(first, partial(_meadow, world, until + 20 * DAY))


def _support(world: World, moments: list[int]) -> None:
    issue = world.create(boards.SUPPORT.project, names.TO_DO)
    for when, status in zip(sorted(moments), (names.IN_PROGRESS, names.DONE), strict=True):
        world.at(when, partial(world.change, issue, status=status))


def _meadow(world: World, end: int) -> None:
    sprint = world.plan(boards.MEADOW.id, "Meadow Sprint 1", end)
    for place in range(9):
        issue = world.create(boards.MEADOW.project, names.TO_DO)
        world.at(world.now + (place + 1) * HOUR, partial(world.put, issue, sprint))
