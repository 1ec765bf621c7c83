"""The manager's checklist of AS-21, in its order. Each line is answered yes, or no with the reason."""

CHECKS = {
    "spoken_alone": "Has the child been spoken with alone, and are their views used?",
    "all_children": "Have all the children of the household been seen?",
    "home": "Has the home been visited, and the child's bedroom seen?",
    "parents": "Have the parents and carers been seen, and are their views used?",
    "analysis": "Is there an analysis, and not only a description?",
    "evidence": "Does the evidence support what is decided about help?",
}
