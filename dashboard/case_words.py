"""What the work on a case is called: the keys are those of the life cycle and of the audit."""

ROLES = {
    "operator": "Operator",
    "police": "Police",
    "leader": "Leader",
    "administrator": "Administrator",
    "wall": "Wall display",
    "centre": "The centre itself",
}
# on buttons
ACTS = {
    "acknowledge": "Take it",
    "take_over": "Take it over",
    "dispatch": "Unit dispatched",
    "resolve": "Resolved",
    "dismiss": "Dismiss …",
    "shelve": "Shelve …",
    "release": "Give it back",
    "reopen": "Reopen",
    "note": "Save the note",
    "tick": "Done",
}
# in the timeline
DONE = {
    "open": "opened",
    "update": "updated",
    "clear": "condition over",
    "acknowledge": "taken",
    "take_over": "taken over",
    "dispatch": "unit dispatched",
    "resolve": "resolved",
    "dismiss": "dismissed",
    "shelve": "shelved",
    "release": "given back",
    "reopen": "reopened",
    "note": "note",
    "tick": "checked off",
    "escalate": "nobody took it in time: escalated",
    "expire": "not acted on in time: open again, escalated",
    "overdue": "not closed in time: escalated",
    "unshelve": "shelving is over: open again",
}
WHY_DISMISSED = {
    "false": "False alert",
    "duplicate": "Duplicate",
    "test": "Test",
    "no_action_possible": "No action possible",
}
HIDDEN = {
    "root": "Explained by another alert",
    "maintenance": "Under maintenance",
    "flood": "Held back in a flood of alerts",
}
WAYS = {
    "north": "north",
    "north-east": "north-east",
    "east": "east",
    "south-east": "south-east",
    "south": "south",
    "south-west": "south-west",
    "west": "west",
    "north-west": "north-west",
}
# What the life cycle says when it refuses.
REFUSALS = {
    "The alert's state does not allow this": "This is not possible in the state the alert is in now.",
    "This role may not do this": "This role may not do this.",
    "Somebody else has this alert: take it over first": "Somebody else has this alert: take it over first.",
    "You have this alert already": "You have this alert already.",
    "Dismissing needs a reason": "Choose why it is dismissed.",
    "Shelving needs a time, at most a day ahead": "Choose until when, at most a day ahead.",
    "This needs a note": "Write a note: this needs one.",
    "Which line of the checklist?": "Which line of the checklist?",
}
