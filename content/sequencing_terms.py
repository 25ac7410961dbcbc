"""The vocabularies of SCORM 2004 sequencing (4th Ed. CAM 5.1 and 5.2)."""

from typing import Final

PRE_ACTIONS: Final = ("skip", "disabled", "hiddenFromChoice", "stopForwardTraversal")
POST_ACTIONS: Final = ("exitParent", "exitAll", "retry", "retryAll", "continue", "previous")
EXIT_ACTIONS: Final = ("exit",)
CONDITIONS: Final = (
    "satisfied",
    "objectiveStatusKnown",
    "objectiveMeasureKnown",
    "objectiveMeasureGreaterThan",
    "objectiveMeasureLessThan",
    "completed",
    "activityProgressKnown",
    "attempted",
    "attemptLimitExceeded",
    "timeLimitExceeded",
    "outsideAvailableTimeRange",
    "always",
)
ROLLUP_ACTIONS: Final = ("satisfied", "notSatisfied", "completed", "incomplete")
ROLLUP_CONDITIONS: Final = (
    "satisfied",
    "objectiveStatusKnown",
    "objectiveMeasureKnown",
    "completed",
    "activityProgressKnown",
    "attempted",
    "attemptLimitExceeded",
    "timeLimitExceeded",
    "outsideAvailableTimeRange",
    "never",
)
CHILD_SETS: Final = ("all", "any", "none", "atLeastCount", "atLeastPercent")
REQUIRED: Final = ("always", "ifAttempted", "ifNotSkipped", "ifNotSuspended")
TIMINGS: Final = ("never", "once", "onEachNewAttempt")
NAVIGATION: Final = (
    "continue",
    "previous",
    "exit",
    "exitAll",
    "abandon",
    "abandonAll",
    "suspendAll",
)
MAPPED: Final = {
    "satisfied": "satisfiedstatus",
    "measure": "normalizedmeasure",
    "raw": "rawscore",
    "min": "minscore",
    "max": "maxscore",
    "completion": "completionstatus",
    "progress": "progressmeasure",
}
"""Values of a shared objective by the attribute of mapInfo after `read` or `write`: the first
two belong to imsss:mapInfo, the rest to adlseq:mapInfo (CAM 5.1.7.2, 5.1.7.4)."""
