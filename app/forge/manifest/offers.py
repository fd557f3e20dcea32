"""Manifest entries of Forge that this platform does not support: each is ignored with a warning.

The names are those of Forge's schema (`@forge/manifest` 13.7). Any other unknown name is an error.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.forge.errors import Level
from app.forge.manifest.yaml import Location

MODULES: Final[Mapping[str, str]] = {
    "": """
        action apiRoute connectToForgeMigration consumer endpoint event fifoConsumer llm macro migration
        objectStore preUninstall remote scheduledTrigger sql trigger webtrigger workflow
    """,
    "automation": "action actionProvider attributeResolver branch condition i18n template trigger",
    "bitbucket": """
        dynamicPipelinesProvider mergeCheck projectSettingsMenuPage repoCodeFileViewer repoCodeOverviewAction
        repoCodeOverviewCard repoCodeOverviewPanel repoMainMenuPage repoPullRequestAction repoPullRequestCard
        repoPullRequestOverviewPanel repoSettingsMenuPage workspaceGlobalPage workspacePersonalSettingsPage
        workspaceSettingsMenuPage
    """,
    "compass": "adminPage componentPage dataProvider globalPage teamPage",
    "confluence": """
        attachmentAction backgroundScript contentAction contentBylineItem contentProperty contextMenu
        customContent fullPage globalPage globalSettings homepageFeed pageBanner spacePage spaceSettings
    """,
    "connect-confluence": """
        adminPages blueprints cloudAppMigration configurePage confluenceContentProperties confluenceThemes
        contentBylineItems customContent dialogs dynamicContentMacros generalPages keyboardShortcuts lifecycle
        postInstallPage publishConditions spaceToolsTabs staticContentMacros translations webItems webPanels
        webSections webhooks
    """,
    "connect-jira": """
        adminPages assetPanels automationActions cloudAppMigration configurePage dialogs generalPages
        jiraBackgroundScripts jiraBuildInfoProvider jiraDashboardItems jiraDeploymentGating
        jiraDeploymentInfoProvider jiraDevOpsComponentProvider jiraDevelopmentTool jiraEntityProperties
        jiraFeatureFlagInfoProvider jiraGlobalPermissions jiraIssueContents jiraIssueContexts jiraIssueFields
        jiraIssueGlances jiraIssueTabPanels jiraIssueTypes jiraJqlFunctions jiraOperationsInfoProvider
        jiraProjectAdminTabPanels jiraProjectPages jiraProjectPermissions jiraProjectTabPanels
        jiraRemoteLinkInfoProvider jiraReports jiraSearchRequestViews jiraSecurityInfoProvider
        jiraTimeTrackingProviders jiraWorkflowConditions jiraWorkflowPostFunctions jiraWorkflowValidators
        keyboardShortcuts lifecycle postInstallPage serviceDeskOrganizationActions serviceDeskOrganizationPanels
        serviceDeskPortalFooters serviceDeskPortalHeaders serviceDeskPortalProfileActions
        serviceDeskPortalProfilePanels serviceDeskPortalRequestCreatePropertyPanels
        serviceDeskPortalRequestViewActions serviceDeskPortalRequestViewDetailsPanels
        serviceDeskPortalRequestViewPanels serviceDeskPortalSubHeaders serviceDeskPortalUserMenuActions
        serviceDeskQueueGroups serviceDeskQueues serviceDeskReportGroups serviceDeskReports translations
        webItems webPanels webSections webhooks
    """,
    "customerServiceManagement": "crmImport queuePage requestDetail",
    "dashboards": "backgroundScript filter",
    "devops": """
        buildInfoProvider deploymentInfoProvider designInfoProvider developmentInfoProvider
        featureFlagInfoProvider remoteLinkInfoProvider securityInfoProvider
    """,
    "global": "fullPage ui",
    "graph": "connector smartLink",
    "jira": """
        actionValidator adminPage backlogAction boardAction command customField customFieldType
        dashboardBackgroundScript entityProperty entityPropertySet fullPage globalBackgroundScript globalPage
        globalPermission issueAction issueActivity issueContext issueGlance issueNavigatorAction issuePanel
        issueViewBackgroundScript jqlFunction personalSettingsPage projectPage projectPermission
        projectSettingsPage sprintAction timeTrackingProvider uiModifications workflowCondition
        workflowPostFunction workflowValidator
    """,
    "jiraServiceManagement": """
        assetsImportType organizationPanel portalFooter portalHeader portalProfilePanel
        portalRequestCreatePropertyPanel portalRequestDetail portalRequestDetailPanel portalRequestViewAction
        portalSubheader portalUserMenuAction queuePage
    """,
    "migration": "dataResidency",
    "rovo": "agent agentConnector mcp skill",
}
"""The unsupported module types by product; those without a product have an empty name."""

SECTIONS: Final = frozenset({"connectModules", "environment", "overrides", "providers", "services"})
"""Unsupported top-level keys."""

PERMISSIONS: Final = frozenset({"enforcement", "sandbox"})
"""Unsupported keys of `permissions`."""

Remark = tuple[Location, Level, str, str]
"""Location, level, rule, sentence."""


def offered(manifest: Any) -> tuple[Any, list[Remark]]:
    """Return the manifest without unsupported entries, and a warning for each of them.

    A manifest that is not a mapping is returned as it is: the schema refuses it.
    """
    if not isinstance(manifest, Mapping):
        return manifest, []
    remarks: list[Remark] = []
    kept = _without(manifest, SECTIONS, (), remarks)
    for section, names in (("permissions", PERMISSIONS), ("modules", module_names())):
        if isinstance(kept.get(section), Mapping):
            kept[section] = _without(kept[section], names, (section,), remarks)
    return kept, remarks


def module_names() -> frozenset[str]:
    """Return the module types of Forge that this platform does not support."""
    return frozenset(
        f"{product}:{name}" if product else name for product, names in MODULES.items() for name in names.split()
    )


def _without(
    part: Mapping[Any, Any], names: frozenset[str], location: Location, remarks: list[Remark]
) -> dict[Any, Any]:
    for name in part:
        if name in names:
            sentence = f"Forge's '{name}' is not supported here and is ignored"
            remarks.append(((*location, str(name)), "warning", "not-offered", sentence))
    return {name: value for name, value in part.items() if name not in names}
