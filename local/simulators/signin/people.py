"""Who can sign in: one person a role, and one in no group. All invented."""

CLIENT_ID = "console-local"
PEOPLE = {
    "camille": ("camille@exemple.exemple", ["passerelle-change"]),
    "dominique": ("dominique@exemple.exemple", ["passerelle-operate"]),
    "claude": ("claude@exemple.exemple", ["passerelle-read"]),
    "sacha": ("sacha@exemple.exemple", []),
}
