"""Velocity Chart for Jira: the app. The platform uses nothing of it but this table of function keys."""

from app.forge import Resolver
from resolvers.cache.progress import ProgressReport
from resolvers.configuration import (
    BoardChoice,
    BoardQuery,
    Configuration,
    ForecastConfiguration,
    Nothing,
    SprintConfiguration,
)
from resolvers.handlers.boards import Description, describe_board, list_boards, suggest_configuration
from resolvers.handlers.forecast import Forecast, forecast
from resolvers.handlers.velocity import (
    explain_sprint,
    get_progress,
    get_velocity,
    refresh_velocity,
)
from resolvers.handlers.work_left import WorkLeft, work_left
from resolvers.jira.parse.board_pages import Boards
from resolvers.report.shapes import Explanation, Report

resolver = Resolver()
resolver.define("listBoards", list_boards, payload=BoardQuery, result=Boards)
resolver.define("describeBoard", describe_board, payload=BoardChoice, result=Description)
resolver.define("suggestConfiguration", suggest_configuration, payload=Nothing, result=Configuration)
resolver.define("getVelocity", get_velocity, payload=Configuration, result=Report)
resolver.define("refreshVelocity", refresh_velocity, payload=Configuration, result=Report)
resolver.define("explainSprint", explain_sprint, payload=SprintConfiguration, result=Explanation)
resolver.define("forecast", forecast, payload=ForecastConfiguration, result=Forecast)
resolver.define("workLeft", work_left, payload=Configuration, result=WorkLeft)
resolver.define("getProgress", get_progress, payload=Configuration, result=ProgressReport, polled=True)

handler = resolver.get_definitions()
