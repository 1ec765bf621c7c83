"""Words go into the index of the vocabulary when they are written, not in heaps that every search would have to read."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="nametoken", name="nametoken_forms"),
        migrations.AddIndex(
            model_name="nametoken",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["forms"], name="nametoken_forms"),
        ),
    ]
