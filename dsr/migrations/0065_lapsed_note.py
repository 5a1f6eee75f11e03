from django.db import migrations, models

_ABOUT = [
    ("words", "a message"),
    ("fact", "a fact"),
    ("documents", "documents"),
    ("not-mine", "who reads the earlier address stopped a change of address"),
    ("lapsed", "a change of address that was confirmed came to nothing"),
    ("tries", "the page was given wrong facts of the request"),
]


class Migration(migrations.Migration):
    dependencies = [("dsr", "0064_letter_of_several")]

    operations = [
        migrations.AlterField("message", "about", models.CharField(choices=_ABOUT, max_length=10)),
        migrations.RemoveConstraint("message", "message_about_known"),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=models.Q(about__in=[code for code, _words in _ABOUT]), name="message_about_known"
            ),
        ),
    ]
