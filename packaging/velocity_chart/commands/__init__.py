"""The sub-commands that know the report: they call the app's functions as the gadget does, without a server."""

from velocity_chart.commands import explain, record, report

COMMANDS = (report.report, explain.explain, record.record)
