"""A draft knows the form it was typed in, so that one which was sent does not come back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.AddField(
            "draft", "form_key", models.CharField(blank=True, db_default="", default="", max_length=80)
        ),
    ]
