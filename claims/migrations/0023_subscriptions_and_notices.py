"""Subscriptions, events, the outbox of notices and the log of deliveries. Events and the log are never edited."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


GUARD = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
    for table in ("claims_event", "claims_delivery")
)
UNGUARD = "".join(
    f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_table ON {table};"
    for table in ("claims_event", "claims_delivery")
)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0022_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='idempotency key')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('verdict', 'verdict changed'), ('threshold', 'probability crossed a threshold'), ('settlement', 'settled'), ('checkpoint', 'checkpoint coming'), ('overdue', 'release overdue'), ('digest', 'weekly digest'), ('confirm', 'confirmation asked for'), ('test', 'test')], max_length=10, verbose_name='kind')),
                ('day', models.DateField(verbose_name='day')),
                ('at', models.DateTimeField(verbose_name='found')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='recorded')),
                ('claims', models.ManyToManyField(related_name='+', to='claims.claim', verbose_name='claims')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='code')),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'being sent'), ('sent', 'sent'), ('failed', 'given up'), ('dropped', 'no longer wanted')], default='queued', max_length=7, verbose_name='state')),
                ('not_before', models.DateTimeField(verbose_name='not before')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(null=True, verbose_name='lease until')),
                ('worker', models.CharField(blank=True, max_length=120, verbose_name='worker')),
                ('cause', models.TextField(blank=True, verbose_name='cause of the last failure')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='queued at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='claims.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField(verbose_name='attempt')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('outcome', models.CharField(choices=[('sent', 'sent'), ('put off', 'put off'), ('refused', 'refused'), ('given up', 'given up'), ('died', 'worker died'), ('bounced', 'came back'), ('dropped', 'no longer wanted')], max_length=8, verbose_name='outcome')),
                ('said', models.TextField(blank=True, verbose_name='what was said')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='claims.notice', verbose_name='notice')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('webhook', 'webhook'), ('service', 'messaging service')], max_length=7, verbose_name='channel')),
                ('address', models.CharField(max_length=320, verbose_name='address')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('sealed', models.TextField(blank=True, editable=False)),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language')),
                ('time_zone', models.CharField(default='UTC', max_length=60, verbose_name='time zone')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='entered')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('ended_reason', models.TextField(blank=True, verbose_name='why it ended')),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='subscriber_quiet_from_and_until')],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='subscriber',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='claims.subscriber', verbose_name='subscriber'),
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter', models.JSONField(blank=True, default=dict, verbose_name='filter')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('verdict', 'verdict changed'), ('threshold', 'probability crossed a threshold'), ('settlement', 'settled'), ('checkpoint', 'checkpoint coming'), ('overdue', 'release overdue'), ('digest', 'weekly digest')], max_length=10), size=None, verbose_name='events')),
                ('thresholds', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), blank=True, default=list, size=None, verbose_name='thresholds')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='entered')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.author', verbose_name='author')),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim', verbose_name='claim')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='claims.subscriber', verbose_name='subscriber')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'ordering': ('-id',),
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='subscription',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='claims.subscription', verbose_name='subscription'),
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checkpoint', models.DateField()),
                ('sides', models.JSONField(default=dict)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.assessment')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('claim', 'checkpoint'), name='seen_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim', None), ('theme', None), models.Q(('author', None), ('filter', {}), _connector='OR')), models.Q(('author', None), ('claim', None), ('filter', {})), models.Q(('author', None), ('filter', {}), ('theme', None)), _connector='OR'), name='subscription_of_one_scope'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('kinds', []), _negated=True), name='subscription_to_something'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('subscriber', 'claim', 'theme', 'author', 'filter'), name='subscription_once_a_scope', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'sending'))), fields=['not_before'], name='notice_open'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('subscriber', 'event'), name='notice_once_an_event'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until', None)), _connector='OR'), name='notice_being_sent_has_lease'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('queued', 'sending'))), models.Q(('ended_at__isnull', False), ('state__in', ('sent', 'failed', 'dropped'))), _connector='OR'), name='notice_ended_has_time'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
