-- tables
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "accounts_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_attributevalue" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "attribute" varchar(32) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "value" text NOT NULL, "value_key" varchar(512) NOT NULL, "type" varchar(256) NOT NULL, "type_key" varchar(512) NOT NULL, "display" varchar(512) NOT NULL, "display_key" varchar(512) NOT NULL, "primary" bool NULL, "formatted" varchar(2048) NOT NULL, "formatted_key" varchar(512) NOT NULL, "street_address" varchar(1024) NOT NULL, "street_address_key" varchar(512) NOT NULL, "locality" varchar(256) NOT NULL, "locality_key" varchar(512) NOT NULL, "region" varchar(256) NOT NULL, "region_key" varchar(512) NOT NULL, "postal_code" varchar(256) NOT NULL, "postal_code_key" varchar(512) NOT NULL, "country" varchar(256) NOT NULL, "country_key" varchar(512) NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "scim_id" varchar(36) NOT NULL UNIQUE, "external_id" varchar(512) NOT NULL, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "is_provisioned" bool NOT NULL, "username" varchar(254) NOT NULL, "username_key" varchar(512) NOT NULL, "first_name" varchar(256) NOT NULL, "first_name_key" varchar(512) NOT NULL, "last_name" varchar(256) NOT NULL, "last_name_key" varchar(512) NOT NULL, "formatted_name" varchar(512) NOT NULL, "formatted_name_key" varchar(512) NOT NULL, "middle_name" varchar(256) NOT NULL, "middle_name_key" varchar(512) NOT NULL, "honorific_prefix" varchar(256) NOT NULL, "honorific_prefix_key" varchar(512) NOT NULL, "honorific_suffix" varchar(256) NOT NULL, "honorific_suffix_key" varchar(512) NOT NULL, "display_name" varchar(256) NOT NULL, "display_name_key" varchar(512) NOT NULL, "nick_name" varchar(256) NOT NULL, "nick_name_key" varchar(512) NOT NULL, "profile_url" varchar(2048) NOT NULL, "title" varchar(256) NOT NULL, "title_key" varchar(512) NOT NULL, "user_type" varchar(256) NOT NULL, "user_type_key" varchar(512) NOT NULL, "preferred_language" varchar(256) NOT NULL, "preferred_language_key" varchar(512) NOT NULL, "locale" varchar(256) NOT NULL, "locale_key" varchar(512) NOT NULL, "time_zone" varchar(256) NOT NULL, "time_zone_key" varchar(512) NOT NULL, "employee_number" varchar(256) NOT NULL, "employee_number_key" varchar(512) NOT NULL, "cost_center" varchar(256) NOT NULL, "cost_center_key" varchar(512) NOT NULL, "organization" varchar(256) NOT NULL, "organization_key" varchar(512) NOT NULL, "division" varchar(256) NOT NULL, "division_key" varchar(512) NOT NULL, "department" varchar(256) NOT NULL, "department_key" varchar(512) NOT NULL, "manager_value" varchar(512) NOT NULL, "manager_value_key" varchar(512) NOT NULL, "provisioned_by_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "manager_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "accounts_user_username_unique" UNIQUE ("username_key"), CONSTRAINT "accounts_user_username_given" CHECK (NOT ("username" = '')));
CREATE TABLE "accounts_group" ("group_ptr_id" integer NOT NULL PRIMARY KEY REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "scim_id" varchar(36) NOT NULL UNIQUE, "external_id" varchar(512) NOT NULL, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "is_provisioned" bool NOT NULL, "display_name" varchar(512) NOT NULL, "display_name_key" varchar(512) NOT NULL, "provisioned_by_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "accounts_group_display_name_unique" UNIQUE ("display_name_key"), CONSTRAINT "accounts_group_display_name_given" CHECK (NOT ("display_name" = '')));
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "promapp_cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" datetime NOT NULL
);
CREATE TABLE "accounts_auditentry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "actor_name" varchar(254) NOT NULL, "address" char(39) NULL, "action" varchar(64) NOT NULL, "object_type" varchar(64) NOT NULL, "object_id" varchar(64) NOT NULL, "object_name" varchar(512) NOT NULL, "detail" text NOT NULL CHECK ((JSON_VALID("detail") OR "detail" IS NULL)), "actor_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(32) NOT NULL, "subject" varchar(128) NOT NULL, "threshold" varchar(128) NOT NULL, "created_at" datetime NOT NULL, CONSTRAINT "accounts_notice_once" UNIQUE ("kind", "subject", "threshold"));
CREATE TABLE "accounts_mail" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "recipient" varchar(254) NOT NULL, "subject" varchar(255) NOT NULL, "body" text NOT NULL, "created_at" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "next_attempt_at" datetime NOT NULL, "sent_at" datetime NULL, "last_error" varchar(500) NOT NULL, "notice_id" bigint NOT NULL REFERENCES "accounts_notice" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_knownnetwork" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(43) NOT NULL, "first_seen_at" datetime NOT NULL, "token_id" bigint NOT NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "accounts_network_once" UNIQUE ("token_id", "network"));
CREATE TABLE "accounts_scheduledjob" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(64) NOT NULL UNIQUE, "started_at" datetime NULL, "finished_at" datetime NULL, "is_failed" bool NOT NULL, "outcome" varchar(200) NOT NULL, "locked_until" datetime NULL);
CREATE TABLE "accounts_entitlement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scim_id" varchar(36) NOT NULL UNIQUE, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "value" varchar(256) NOT NULL, "value_key" varchar(512) NOT NULL, "display" varchar(512) NOT NULL, "display_key" varchar(512) NOT NULL, "type" varchar(256) NOT NULL, "type_key" varchar(512) NOT NULL, "primary" bool NOT NULL, "supported" bool NOT NULL, CONSTRAINT "accounts_entitlement_unique" UNIQUE ("value_key", "type_key"), CONSTRAINT "accounts_entitlement_value_given" CHECK (NOT ("value" = '')));
CREATE TABLE "accounts_role" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scim_id" varchar(36) NOT NULL UNIQUE, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "value" varchar(256) NOT NULL, "value_key" varchar(512) NOT NULL, "display" varchar(512) NOT NULL, "display_key" varchar(512) NOT NULL, "type" varchar(256) NOT NULL, "type_key" varchar(512) NOT NULL, "primary" bool NOT NULL, "supported" bool NOT NULL, CONSTRAINT "accounts_role_unique" UNIQUE ("value_key", "type_key"), CONSTRAINT "accounts_role_value_given" CHECK (NOT ("value" = '')));
CREATE TABLE "accounts_accesstoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "owner_name" varchar(254) NOT NULL, "description" varchar(100) NOT NULL, "scope" varchar(16) NOT NULL, "key_id" varchar(8) NOT NULL UNIQUE, "digest" varchar(64) NOT NULL, "created_at" datetime NOT NULL, "expires_at" datetime NULL, "last_used_at" datetime NULL, "last_used_address" char(39) NULL, "revoked_at" datetime NULL, "revoked_reason" varchar(200) NOT NULL, "owner_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "revoked_by_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "nonce" char(32) NULL UNIQUE, "ended_with_owner" bool NOT NULL, "revoke_at" datetime NULL, "replace_members_adds" bool NOT NULL, "replaces_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0), "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_time" datetime NOT NULL);
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);
CREATE TABLE "scim_visit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "started_at" datetime NOT NULL, "token_id" bigint NOT NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "scim_visit_unique" UNIQUE ("started_at", "token_id"));
CREATE TABLE "scim_linkrequest" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(16) NOT NULL, "first_seen" datetime NOT NULL, "last_seen" datetime NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "decided_at" datetime NULL, "decided_by_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NULL REFERENCES "accounts_group" ("group_ptr_id") DEFERRABLE INITIALLY DEFERRED, "token_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "scim_linkrequest_one_resource" CHECK ((("group_id" IS NOT NULL AND "user_id" IS NULL) OR ("group_id" IS NULL AND "user_id" IS NOT NULL))));
CREATE TABLE "scim_provisioningevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "request_id" varchar(64) NOT NULL, "action" varchar(16) NOT NULL, "result" varchar(16) NOT NULL, "linked" bool NOT NULL, "resource_type" varchar(32) NOT NULL, "resource_id" varchar(64) NOT NULL, "name" varchar(512) NOT NULL, "external_id" varchar(512) NOT NULL, "changes" text NOT NULL CHECK ((JSON_VALID("changes") OR "changes" IS NULL)), "notes" text NOT NULL, "method" varchar(16) NOT NULL, "path" varchar(2048) NOT NULL, "status" smallint unsigned NOT NULL CHECK ("status" >= 0), "scim_type" varchar(32) NOT NULL, "reason" varchar(32) NOT NULL, "detail" text NOT NULL, "duration_ms" real NOT NULL, "address" char(39) NULL, "group_id" integer NULL REFERENCES "accounts_group" ("group_ptr_id") DEFERRABLE INITIALLY DEFERRED, "token_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "user_agent" varchar(256) NOT NULL, "request_body" text NOT NULL, "response_body" text NOT NULL, "is_test_connection" bool NOT NULL, "occurrences" integer unsigned NOT NULL CHECK ("occurrences" >= 0), "created_at" datetime NOT NULL);
CREATE TABLE "scim_dailycount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "key_id" varchar(8) NOT NULL, "resource_type" varchar(32) NOT NULL, "action" varchar(16) NOT NULL, "result" varchar(16) NOT NULL, "count" bigint unsigned NOT NULL CHECK ("count" >= 0), CONSTRAINT "scim_dailycount_unique" UNIQUE ("day", "key_id", "resource_type", "action", "result"));
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "usersessions_usersession" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "ip" char(39) NOT NULL, "last_seen_at" datetime NOT NULL, "session_key" varchar(40) NOT NULL UNIQUE, "user_agent" varchar(200) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED);
-- rows
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "replaces_id") VALUES (1, 'root', 'Identity provider', 'scim', 'RECORDED', '61e322eed9fe330cc7f9859f1d5d6f04e0e52a66e13833a918fa7114fc805c60', '2026-11-26 14:41:17.650478', NULL, '2026-11-26 14:41:17.921624', '127.0.0.1', NULL, '', 1, NULL, NULL, 0, NULL, 0, NULL);
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "replaces_id") VALUES (2, 'root', 'Dashboards', 'audit', '4PzXTZ28', '1052d73090cfc3be8110befa9e8d67f751ca4ef934f2eb2857369be5989b5a1d', '2026-09-02 14:41:17.651383', '2026-12-01 14:41:17.651383', NULL, NULL, NULL, '', 1, NULL, NULL, 0, NULL, 0, NULL);
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "replaces_id") VALUES (3, 'root', 'Former identity provider', 'scim', '6SUk4EfJ', '3bdf64e616fe437643064587af8f0dd710c877fdbf3317c132872efc916d41f0', '2026-11-26 14:41:17.655732', NULL, NULL, NULL, '2026-11-26 14:41:17.900516', 'replaced', 1, 1, NULL, 0, NULL, 0, NULL);
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "replaces_id") VALUES (4, 'root', 'Former identity provider', 'scim', 'zJTQuo6w', 'bd0f683ca250b9aff5d0dec5a6b8221eec1c5f9abd6425ffb65310ae27c13f5d', '2026-11-26 14:41:17.657494', NULL, NULL, NULL, NULL, '', 1, NULL, NULL, 0, NULL, 0, 3);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (1, 'emails', 0, 'root@promapp.example', 'root@promapp.example', 'work', 'work', '', '', 1, '', '', '', '', '', '', '', '', '', '', '', '', 1);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (2, 'emails', 0, 'clerk@promapp.example', 'clerk@promapp.example', 'work', 'work', '', '', 1, '', '', '', '', '', '', '', '', '', '', '', '', 2);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (3, 'emails', 0, 'ada@people.example', 'ada@people.example', 'work', 'work', '', '', 1, '', '', '', '', '', '', '', '', '', '', '', '', 4);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (4, 'emails', 1, 'ada@home.example', 'ada@home.example', 'home', 'home', '', '', NULL, '', '', '', '', '', '', '', '', '', '', '', '', 4);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (5, 'phoneNumbers', 0, '+44 20 7946 0000', '+44 20 7946 0000', 'work', 'work', '', '', NULL, '', '', '', '', '', '', '', '', '', '', '', '', 4);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (6, 'addresses', 0, '', '', 'work', 'work', '', '', NULL, '', '', '', '', 'London', 'london', '', '', '', '', 'GB', 'gb', 4);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (1, '2026-11-26 14:41:17.657836', 'root', NULL, 'token.rotated', 'accounts.accesstoken', '4', 'Former identity provider (pmp_scim_zJTQuo6w…)', '{"scope": "scim", "expires_at": null, "replaces": "Former identity provider (pmp_scim_6SUk4EfJ\u2026)"}', 1);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (2, '2026-11-26 14:41:17.902005', 'root', NULL, 'token.revoked', 'accounts.accesstoken', '3', 'Former identity provider (pmp_scim_6SUk4EfJ…)', '{"reason": "replaced"}', 1);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (3, '2026-11-26 14:41:18.005988', 'nobody signed in', '127.0.0.1', 'session.sign_in_failed', 'accounts.user', '1', 'root', '{"wrong": "password"}', NULL);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (4, '2026-11-26 14:41:18.050100', 'root', '127.0.0.1', 'session.signed_in', '', '', '', '{"methods": ["password"]}', 1);
INSERT INTO "accounts_entitlement" ("id", "scim_id", "created", "last_modified", "version", "value", "value_key", "display", "display_key", "type", "type_key", "primary", "supported") VALUES (1, '65020b4d-6e33-4366-9da4-c48252c4b693', '2026-11-26 14:41:17.647000', '2026-11-26 14:41:17.647000', 1, 'reports', 'reports', '', '', '', '', 0, 1);
INSERT INTO "accounts_group" ("group_ptr_id", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "display_name", "display_name_key", "provisioned_by_id") VALUES (1, '266fd460-41eb-4b1d-ad3a-aead5e76f237', '', '2026-11-26 14:41:17.643000', '2026-11-26 14:41:17.643000', 1, 0, 'Editors', 'editors', NULL);
INSERT INTO "accounts_group" ("group_ptr_id", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "display_name", "display_name_key", "provisioned_by_id") VALUES (2, 'a9cefb62-634b-4dc7-a587-9f4ac31804f6', 'team-1', '2026-11-26 14:41:17.946000', '2026-11-26 14:41:17.946000', 1, 1, 'Analytical engine', 'analytical engine', 1);
INSERT INTO "accounts_knownnetwork" ("id", "network", "first_seen_at", "token_id") VALUES (1, '127.0.0.0/24', '2026-11-26 14:41:17.922576', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (1, 'root@promapp.example', 'Access token "Former identity provider" was created (Promapp, promapp.example)', 'root created an access token on promapp.example. It is to replace Former identity provider (pmp_scim_6SUk4EfJ…).

Description: Former identity provider
Token:       pmp_scim_zJTQuo6w…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: nothing, if this was expected. If not, revoke the token at once, and find out how it came about.
The token''s page: https://promapp.example/admin/accounts/accesstoken/4/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.899333', 1, '2026-11-26 14:46:18.362204', '2026-11-26 14:41:18.363937', '', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (10, 'root@promapp.example', 'Access token "Dashboards" expires in 7 days or less (Promapp, promapp.example)', 'An access token on promapp.example expires on 1 Dec 2026, 14:41 UTC. From then on, what uses it is answered 401: provisioning stops.

Description: Dashboards
Token:       pmp_audit_4PzXTZ28…
Scope:       Audit
Owner:       root
Expires:     1 Dec 2026, 14:41 UTC
Last used:   never

What to do: choose Rotate beside the token under My Profile, Access Tokens (https://promapp.example/profile/), and paste the new token into Secret Token at the identity provider. The old one works until you revoke it. If nothing uses this token, let it expire.
The token''s page: https://promapp.example/admin/accounts/accesstoken/2/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:18.324643', 1, '2026-11-26 14:46:18.370670', '2026-11-26 14:41:18.371071', '', 4);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (11, 'clerk@promapp.example', 'Access token "Dashboards" expires in 7 days or less (Promapp, promapp.example)', 'An access token on promapp.example expires on 1 Dec 2026, 14:41 UTC. From then on, what uses it is answered 401: provisioning stops.

Description: Dashboards
Token:       pmp_audit_4PzXTZ28…
Scope:       Audit
Owner:       root
Expires:     1 Dec 2026, 14:41 UTC
Last used:   never

What to do: choose Rotate beside the token under My Profile, Access Tokens (https://promapp.example/profile/), and paste the new token into Secret Token at the identity provider. The old one works until you revoke it. If nothing uses this token, let it expire.
The token''s page: https://promapp.example/admin/accounts/accesstoken/2/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:18.324663', 1, '2026-11-26 14:46:18.371278', '2026-11-26 14:41:18.371681', '', 4);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (12, 'boss@promapp.example', 'Access token "Dashboards" expires in 7 days or less (Promapp, promapp.example)', 'An access token on promapp.example expires on 1 Dec 2026, 14:41 UTC. From then on, what uses it is answered 401: provisioning stops.

Description: Dashboards
Token:       pmp_audit_4PzXTZ28…
Scope:       Audit
Owner:       root
Expires:     1 Dec 2026, 14:41 UTC
Last used:   never

What to do: choose Rotate beside the token under My Profile, Access Tokens (https://promapp.example/profile/), and paste the new token into Secret Token at the identity provider. The old one works until you revoke it. If nothing uses this token, let it expire.
The token''s page: https://promapp.example/admin/accounts/accesstoken/2/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:18.324673', 1, '2026-11-26 14:46:18.371885', '2026-11-26 14:41:18.372300', '', 4);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (2, 'clerk@promapp.example', 'Access token "Former identity provider" was created (Promapp, promapp.example)', 'root created an access token on promapp.example. It is to replace Former identity provider (pmp_scim_6SUk4EfJ…).

Description: Former identity provider
Token:       pmp_scim_zJTQuo6w…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: nothing, if this was expected. If not, revoke the token at once, and find out how it came about.
The token''s page: https://promapp.example/admin/accounts/accesstoken/4/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.899358', 1, '2026-11-26 14:46:18.364347', '2026-11-26 14:41:18.365116', '', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (3, 'boss@promapp.example', 'Access token "Former identity provider" was created (Promapp, promapp.example)', 'root created an access token on promapp.example. It is to replace Former identity provider (pmp_scim_6SUk4EfJ…).

Description: Former identity provider
Token:       pmp_scim_zJTQuo6w…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: nothing, if this was expected. If not, revoke the token at once, and find out how it came about.
The token''s page: https://promapp.example/admin/accounts/accesstoken/4/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.899369', 1, '2026-11-26 14:46:18.365402', '2026-11-26 14:41:18.365973', '', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (4, 'root@promapp.example', 'Access token "Former identity provider" was revoked (Promapp, promapp.example)', 'root revoked an access token on promapp.example: replaced.
Whatever used it is answered 401 from now on.

Description: Former identity provider
Token:       pmp_scim_6SUk4EfJ…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: if an identity provider still uses this token, create a new one under My Profile, Access Tokens (https://promapp.example/profile/), and paste it into Secret Token there.
The token''s page: https://promapp.example/admin/accounts/accesstoken/3/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.904911', 1, '2026-11-26 14:46:18.366204', '2026-11-26 14:41:18.366680', '', 2);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (5, 'clerk@promapp.example', 'Access token "Former identity provider" was revoked (Promapp, promapp.example)', 'root revoked an access token on promapp.example: replaced.
Whatever used it is answered 401 from now on.

Description: Former identity provider
Token:       pmp_scim_6SUk4EfJ…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: if an identity provider still uses this token, create a new one under My Profile, Access Tokens (https://promapp.example/profile/), and paste it into Secret Token there.
The token''s page: https://promapp.example/admin/accounts/accesstoken/3/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.904929', 1, '2026-11-26 14:46:18.366893', '2026-11-26 14:41:18.367762', '', 2);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (6, 'boss@promapp.example', 'Access token "Former identity provider" was revoked (Promapp, promapp.example)', 'root revoked an access token on promapp.example: replaced.
Whatever used it is answered 401 from now on.

Description: Former identity provider
Token:       pmp_scim_6SUk4EfJ…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: if an identity provider still uses this token, create a new one under My Profile, Access Tokens (https://promapp.example/profile/), and paste it into Secret Token there.
The token''s page: https://promapp.example/admin/accounts/accesstoken/3/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.904939', 1, '2026-11-26 14:46:18.367982', '2026-11-26 14:41:18.368406', '', 2);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (7, 'root@promapp.example', 'Access token "Identity provider" was used for the first time (Promapp, promapp.example)', 'An access token on promapp.example was used from the address 127.0.0.1. It is the first use of this token.

Description: Identity provider
Token:       pmp_scim_RECORDED…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   26 Nov 2026, 14:41 UTC, from 127.0.0.1

What to do: nothing, if the address is your identity provider''s; services in a cloud call from many networks. If you do not know it, revoke the token and create a new one.
The token''s page: https://promapp.example/admin/accounts/accesstoken/1/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.927863', 1, '2026-11-26 14:46:18.368622', '2026-11-26 14:41:18.369122', '', 3);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (8, 'clerk@promapp.example', 'Access token "Identity provider" was used for the first time (Promapp, promapp.example)', 'An access token on promapp.example was used from the address 127.0.0.1. It is the first use of this token.

Description: Identity provider
Token:       pmp_scim_RECORDED…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   26 Nov 2026, 14:41 UTC, from 127.0.0.1

What to do: nothing, if the address is your identity provider''s; services in a cloud call from many networks. If you do not know it, revoke the token and create a new one.
The token''s page: https://promapp.example/admin/accounts/accesstoken/1/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.927882', 1, '2026-11-26 14:46:18.369382', '2026-11-26 14:41:18.369838', '', 3);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (9, 'boss@promapp.example', 'Access token "Identity provider" was used for the first time (Promapp, promapp.example)', 'An access token on promapp.example was used from the address 127.0.0.1. It is the first use of this token.

Description: Identity provider
Token:       pmp_scim_RECORDED…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   26 Nov 2026, 14:41 UTC, from 127.0.0.1

What to do: nothing, if the address is your identity provider''s; services in a cloud call from many networks. If you do not know it, revoke the token and create a new one.
The token''s page: https://promapp.example/admin/accounts/accesstoken/1/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 14:41:17.927891', 1, '2026-11-26 14:46:18.370053', '2026-11-26 14:41:18.370461', '', 3);
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (1, 'token_created', 'token 4', '', '2026-11-26 14:41:17.886122');
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (2, 'token_revoked', 'token 3', '2026-11-26T14:41:17.900516', '2026-11-26 14:41:17.904045');
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (3, 'token_new_network', 'token 1', '127.0.0.0/24', '2026-11-26 14:41:17.924093');
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (4, 'token_expiring', 'token 2', '7 days before 2026-12-01', '2026-11-26 14:41:18.323581');
INSERT INTO "accounts_role" ("id", "scim_id", "created", "last_modified", "version", "value", "value_key", "display", "display_key", "type", "type_key", "primary", "supported") VALUES (1, 'e9fe868c-e6f5-4fe0-b636-1e9138e56e80', '2026-11-26 14:41:17.646000', '2026-11-26 14:41:17.646000', 1, 'reader', 'reader', 'Reader', 'reader', '', '', 0, 1);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (1, 'run_scheduled', '2026-11-26 14:41:18.317817', '2026-11-26 14:41:18.374436', 0, '', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (10, 'prune the provisioning log', '2026-11-26 14:41:18.358651', '2026-11-26 14:41:18.360371', 0, '0', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (11, 'send mails', '2026-11-26 14:41:18.360958', '2026-11-26 14:41:18.372891', 0, '12 sent, 0 failed, 0 waiting', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (12, 'delete old mails', '2026-11-26 14:41:18.373587', '2026-11-26 14:41:18.373887', 0, '0', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (2, 'end replaced tokens', '2026-11-26 14:41:18.317821', '2026-11-26 14:41:18.320284', 0, '0', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (3, 'remind of expiry', '2026-11-26 14:41:18.320983', '2026-11-26 14:41:18.325374', 0, '1', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (4, 'tell of expired tokens', '2026-11-26 14:41:18.326466', '2026-11-26 14:41:18.328380', 0, '0', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (5, 'tell of lost owners', '2026-11-26 14:41:18.329294', '2026-11-26 14:41:18.332791', 0, '0', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (6, 'tell of silence', '2026-11-26 14:41:18.333376', '2026-11-26 14:41:18.336829', 0, 'no alarm', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (7, 'tell of bursts', '2026-11-26 14:41:18.337479', '2026-11-26 14:41:18.338650', 0, 'none', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (8, 'tell of failures', '2026-11-26 14:41:18.339310', '2026-11-26 14:41:18.345585', 0, 'none', NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until") VALUES (9, 'close days', '2026-11-26 14:41:18.346158', '2026-11-26 14:41:18.356359', 0, '1', NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "manager_id") VALUES (1, 'md5$xl6QhxhvJSMwn2phNHMor7$e7663380397570acef3f0572eb0dcba0', '2026-11-26 14:41:18.049449', 1, 'root@promapp.example', 1, 1, '732b3778-f1b7-42e8-9b52-4bbbc78d72fe', '', '2026-11-26 14:41:17.629000', '2026-11-26 14:41:17.629000', 1, 0, 'root', 'root', 'Site', 'site', 'Administrator', 'administrator', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "manager_id") VALUES (2, 'md5$hAgbS3HBUBEsANl9tRFnkT$d839254202f287eb263e0efc95e3dfff', NULL, 0, 'clerk@promapp.example', 1, 1, '3116941a-60e8-4e3d-b130-002cf4722417', '', '2026-11-26 14:41:17.640000', '2026-11-26 14:41:17.640000', 1, 0, 'clerk', 'clerk', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "manager_id") VALUES (3, 'md5$kAJ3QWrSsniAiGmLEueecn$a14dccd161246de984af0975d483c326', NULL, 1, 'boss@promapp.example', 1, 1, '3f78cf0c-0426-48bb-aea2-d3c3d3bfbe5b', 'boss-1', '2026-11-26 14:41:17.643000', '2026-11-26 14:41:17.643000', 1, 1, 'boss', 'boss', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "manager_id") VALUES (4, '!Y4nlX0xYS2mHm2GBcB5EjRX8yAFtU8nhjw2GTsoi', NULL, 0, 'ada@people.example', 0, 1, 'ade45cff-6c03-471b-9ada-fe39cbc89686', 'ada-1815', '2026-11-26 14:41:17.913000', '2026-11-26 14:41:17.913000', 1, 1, 'ada@people.example', 'ada@people.example', 'Ada', 'ada', 'Lovelace', 'lovelace', 'Ada Lovelace', 'ada lovelace', '', '', '', '', '', '', 'Ada Lovelace', 'ada lovelace', '', '', '', 'Countess', 'countess', '', '', 'en-GB', 'en-gb', '', '', '', '', '1815', '1815', '', '', '', '', '', '', 'Engines', 'engines', '', '', 1, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "manager_id") VALUES (5, '!hVEa3WPKHQnBxtCoP7HzpHMwTxzlQkGAsPFkte6j', NULL, 0, '', 0, 0, '450c1e3c-0d19-43b9-b3b3-74ede3ea2b94', '', '2026-11-26 14:41:17.930000', '2026-11-26 14:41:17.940000', 2, 1, 'grace@people.example', 'grace@people.example', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 'ade45cff-6c03-471b-9ada-fe39cbc89686', 'ade45cff-6c03-471b-9ada-fe39cbc89686', 1, 4);
INSERT INTO "accounts_user_groups" ("id", "user_id", "group_id") VALUES (1, 2, 1);
INSERT INTO "accounts_user_groups" ("id", "user_id", "group_id") VALUES (2, 4, 2);
INSERT INTO "accounts_user_groups" ("id", "user_id", "group_id") VALUES (3, 5, 2);
INSERT INTO "accounts_user_user_permissions" ("id", "user_id", "permission_id") VALUES (1, 2, 48);
INSERT INTO "auth_group" ("id", "name") VALUES (1, 'Editors');
INSERT INTO "auth_group" ("id", "name") VALUES (2, 'Analytical engine');
INSERT INTO "auth_group_permissions" ("id", "group_id", "permission_id") VALUES (1, 1, 2);
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (1, 1, 'add_user', 'Can add user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (10, 3, 'change_attributevalue', 'Can change attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (11, 3, 'delete_attributevalue', 'Can delete attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (12, 3, 'view_attributevalue', 'Can view attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (13, 4, 'add_group', 'Can add group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (14, 4, 'change_group', 'Can change group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (15, 4, 'delete_group', 'Can delete group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (16, 4, 'view_group', 'Can view group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (17, 5, 'add_auditentry', 'Can add audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (18, 5, 'change_auditentry', 'Can change audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (19, 5, 'delete_auditentry', 'Can delete audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (2, 1, 'change_user', 'Can change user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (20, 5, 'view_auditentry', 'Can view audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (21, 6, 'add_notice', 'Can add notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (22, 6, 'change_notice', 'Can change notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (23, 6, 'delete_notice', 'Can delete notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (24, 6, 'view_notice', 'Can view notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (25, 7, 'add_mail', 'Can add mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (26, 7, 'change_mail', 'Can change mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (27, 7, 'delete_mail', 'Can delete mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (28, 7, 'view_mail', 'Can view mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (29, 8, 'add_knownnetwork', 'Can add known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (3, 1, 'delete_user', 'Can delete user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (30, 8, 'change_knownnetwork', 'Can change known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (31, 8, 'delete_knownnetwork', 'Can delete known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (32, 8, 'view_knownnetwork', 'Can view known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (33, 9, 'add_scheduledjob', 'Can add scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (34, 9, 'change_scheduledjob', 'Can change scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (35, 9, 'delete_scheduledjob', 'Can delete scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (36, 9, 'view_scheduledjob', 'Can view scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (37, 10, 'add_entitlement', 'Can add entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (38, 10, 'change_entitlement', 'Can change entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (39, 10, 'delete_entitlement', 'Can delete entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (4, 1, 'view_user', 'Can view user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (40, 10, 'view_entitlement', 'Can view entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (41, 11, 'add_role', 'Can add role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (42, 11, 'change_role', 'Can change role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (43, 11, 'delete_role', 'Can delete role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (44, 11, 'view_role', 'Can view role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (45, 12, 'add_provisioningevent', 'Can add provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (46, 12, 'change_provisioningevent', 'Can change provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (47, 12, 'delete_provisioningevent', 'Can delete provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (48, 12, 'view_provisioningevent', 'Can view provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (49, 13, 'add_visit', 'Can add visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (5, 2, 'add_accesstoken', 'Can add access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (50, 13, 'change_visit', 'Can change visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (51, 13, 'delete_visit', 'Can delete visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (52, 13, 'view_visit', 'Can view visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (53, 14, 'add_linkrequest', 'Can add link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (54, 14, 'change_linkrequest', 'Can change link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (55, 14, 'delete_linkrequest', 'Can delete link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (56, 14, 'view_linkrequest', 'Can view link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (57, 15, 'add_dailycount', 'Can add daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (58, 15, 'change_dailycount', 'Can change daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (59, 15, 'delete_dailycount', 'Can delete daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (6, 2, 'change_accesstoken', 'Can change access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (60, 15, 'view_dailycount', 'Can view daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (61, 16, 'add_logentry', 'Can add log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (62, 16, 'change_logentry', 'Can change log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (63, 16, 'delete_logentry', 'Can delete log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (64, 16, 'view_logentry', 'Can view log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (65, 17, 'add_permission', 'Can add permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (66, 17, 'change_permission', 'Can change permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (67, 17, 'delete_permission', 'Can delete permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (68, 17, 'view_permission', 'Can view permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (69, 18, 'add_group', 'Can add group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (7, 2, 'delete_accesstoken', 'Can delete access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (70, 18, 'change_group', 'Can change group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (71, 18, 'delete_group', 'Can delete group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (72, 18, 'view_group', 'Can view group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (73, 19, 'add_contenttype', 'Can add content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (74, 19, 'change_contenttype', 'Can change content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (75, 19, 'delete_contenttype', 'Can delete content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (76, 19, 'view_contenttype', 'Can view content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (77, 20, 'add_session', 'Can add session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (78, 20, 'change_session', 'Can change session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (79, 20, 'delete_session', 'Can delete session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (8, 2, 'view_accesstoken', 'Can view access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (80, 20, 'view_session', 'Can view session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (81, 21, 'add_emailaddress', 'Can add email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (82, 21, 'change_emailaddress', 'Can change email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (83, 21, 'delete_emailaddress', 'Can delete email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (84, 21, 'view_emailaddress', 'Can view email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (85, 22, 'add_emailconfirmation', 'Can add email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (86, 22, 'change_emailconfirmation', 'Can change email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (87, 22, 'delete_emailconfirmation', 'Can delete email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (88, 22, 'view_emailconfirmation', 'Can view email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (89, 23, 'add_authenticator', 'Can add authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (9, 3, 'add_attributevalue', 'Can add attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (90, 23, 'change_authenticator', 'Can change authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (91, 23, 'delete_authenticator', 'Can delete authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (92, 23, 'view_authenticator', 'Can view authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (93, 24, 'add_usersession', 'Can add user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (94, 24, 'change_usersession', 'Can change user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (95, 24, 'delete_usersession', 'Can delete user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (96, 24, 'view_usersession', 'Can view user session');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (1, 'accounts', 'user');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (10, 'accounts', 'entitlement');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (11, 'accounts', 'role');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (12, 'scim', 'provisioningevent');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (13, 'scim', 'visit');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (14, 'scim', 'linkrequest');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (15, 'scim', 'dailycount');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (16, 'admin', 'logentry');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (17, 'auth', 'permission');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (18, 'auth', 'group');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (19, 'contenttypes', 'contenttype');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (2, 'accounts', 'accesstoken');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (20, 'sessions', 'session');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (21, 'account', 'emailaddress');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (22, 'account', 'emailconfirmation');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (23, 'mfa', 'authenticator');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (24, 'usersessions', 'usersession');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (3, 'accounts', 'attributevalue');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (4, 'accounts', 'group');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (5, 'accounts', 'auditentry');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (6, 'accounts', 'notice');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (7, 'accounts', 'mail');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (8, 'accounts', 'knownnetwork');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (9, 'accounts', 'scheduledjob');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (1, 'contenttypes', '0001_initial', '2026-11-26 14:41:16.757277');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (10, 'auth', '0008_alter_user_username_max_length', '2026-11-26 14:41:16.787810');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (11, 'auth', '0009_alter_user_last_name_max_length', '2026-11-26 14:41:16.789982');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (12, 'auth', '0010_alter_group_name_max_length', '2026-11-26 14:41:16.792917');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (13, 'auth', '0011_update_proxy_permissions', '2026-11-26 14:41:16.795394');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (14, 'auth', '0012_alter_user_first_name_max_length', '2026-11-26 14:41:16.797765');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (15, 'accounts', '0001_initial', '2026-11-26 14:41:16.890049');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (16, 'account', '0001_initial', '2026-11-26 14:41:16.982729');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (17, 'account', '0002_email_max_length', '2026-11-26 14:41:17.001457');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (18, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-26 14:41:17.002116');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (19, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-26 14:41:17.010689');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (2, 'contenttypes', '0002_remove_content_type_name', '2026-11-26 14:41:16.761361');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (20, 'account', '0005_emailaddress_idx_upper_email', '2026-11-26 14:41:17.017807');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (21, 'account', '0006_emailaddress_lower', '2026-11-26 14:41:17.028461');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (22, 'account', '0007_emailaddress_idx_email', '2026-11-26 14:41:17.045053');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (23, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-26 14:41:17.055308');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (24, 'account', '0009_emailaddress_unique_primary_email', '2026-11-26 14:41:17.064037');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (25, 'accounts', '0002_token_nonce', '2026-11-26 14:41:17.073307');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (26, 'accounts', '0003_cache_table', '2026-11-26 14:41:17.082777');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (27, 'accounts', '0004_audit_scope', '2026-11-26 14:41:17.089832');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (28, 'accounts', '0005_audit_log', '2026-11-26 14:41:17.101223');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (29, 'accounts', '0006_outbox', '2026-11-26 14:41:17.105200');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (3, 'auth', '0001_initial', '2026-11-26 14:41:16.768610');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (30, 'accounts', '0007_token_rotation', '2026-11-26 14:41:17.131660');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (31, 'accounts', '0008_known_networks', '2026-11-26 14:41:17.142549');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (32, 'accounts', '0009_scheduled_jobs', '2026-11-26 14:41:17.143791');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (33, 'accounts', '0010_user_provisioned_index', '2026-11-26 14:41:17.151777');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (34, 'accounts', '0011_role_entitlement', '2026-11-26 14:41:17.155531');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (35, 'accounts', '0012_accesstoken_replace_members_adds', '2026-11-26 14:41:17.169118');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (36, 'accounts', '0013_people_lists', '2026-11-26 14:41:17.187734');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (37, 'accounts', '0014_audit_indexes', '2026-11-26 14:41:17.202356');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (38, 'accounts', '0015_audit_user_index', '2026-11-26 14:41:17.209659');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (39, 'admin', '0001_initial', '2026-11-26 14:41:17.220658');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (4, 'auth', '0002_alter_permission_name_max_length', '2026-11-26 14:41:16.772221');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (40, 'admin', '0002_logentry_remove_auto_add', '2026-11-26 14:41:17.231218');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (41, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-26 14:41:17.239668');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (42, 'mfa', '0001_initial', '2026-11-26 14:41:17.251483');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (43, 'mfa', '0002_authenticator_timestamps', '2026-11-26 14:41:17.278114');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (44, 'mfa', '0003_authenticator_type_uniq', '2026-11-26 14:41:17.312226');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (45, 'scim', '0001_initial', '2026-11-26 14:41:17.324622');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (46, 'scim', '0002_event_bodies', '2026-11-26 14:41:17.371190');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (47, 'scim', '0003_event_is_test_connection', '2026-11-26 14:41:17.398368');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (48, 'scim', '0004_event_occurrences', '2026-11-26 14:41:17.414202');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (49, 'scim', '0005_visit', '2026-11-26 14:41:17.518609');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (5, 'auth', '0003_alter_user_email_max_length', '2026-11-26 14:41:16.775479');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (50, 'scim', '0006_link_request', '2026-11-26 14:41:17.544552');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (51, 'scim', '0007_event_count_index', '2026-11-26 14:41:17.575245');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (52, 'scim', '0008_daily_count', '2026-11-26 14:41:17.577655');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (53, 'sessions', '0001_initial', '2026-11-26 14:41:17.579025');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (54, 'usersessions', '0001_initial', '2026-11-26 14:41:17.593585');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (6, 'auth', '0004_alter_user_username_opts', '2026-11-26 14:41:16.778601');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (7, 'auth', '0005_alter_user_last_login_null', '2026-11-26 14:41:16.781310');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (8, 'auth', '0006_require_contenttypes_0002', '2026-11-26 14:41:16.781779');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (9, 'auth', '0007_alter_validators_add_error_messages', '2026-11-26 14:41:16.784212');
INSERT INTO "django_session" ("session_key", "session_data", "expire_date") VALUES ('otgq9y7a73sa6ikhlrrsy5sk3t7ad8zn', '.eJyFkL1uwzAMhN-Fs2FQ1p_lsXufoCgEWpJjtY0UWDKaIMi7106zFBm6EXcf70BegZzLa6qW1jqHVKOjGnOyx1Dn7AsMb1f4nWGAE5XynRcPDVCFgWkjNQrUfYtCSya6BtYSlkTHsNFLzhVu780_FXZf2XC2pd6Ru2Cjf9ZGcp8h7Yb_oHTIrcupLnFsd6R9uKV9zT58vTzYPwEzlXmPHSf0E1cT671QnetGJYwjxRUyQ0wjGjHpKQjueSc5Z9RJJw3riTOt0W2hJR5S8DYm-_QJI4RUW20Jpex3hvMpLhcYFIoe8fYDxRh4zQ:1xWaf0:cT0dxud68XOWeR7fGCZ855HUKT_jfv8BzMGJTB9_Zmo', '2026-12-03 14:41:18.053478');
INSERT INTO "mfa_authenticator" ("id", "type", "data", "user_id", "created_at", "last_used_at") VALUES (1, 'totp', '{"secret": "gAAAAABrCEUOvzKuUrVd_szY4PGXSpxg5BoyCLeu-PaPJOl_MaNTzTZWLIcoRznyhYZbowRwB3w3ZL2GCnRyz9sz8UeDjU_HmvEZTjmFfdHwmVpIFm5c4_w="}', 2, '2026-11-26 14:41:18.309195', NULL);
INSERT INTO "promapp_cache" ("cache_key", "value", "expires") VALUES (':1:a-key', 'gAWVCwAAAAAAAACMB2EgdmFsdWWULg==', '2026-11-26 15:41:18');
INSERT INTO "promapp_cache" ("cache_key", "value", "expires") VALUES (':1:allauth:rl:allauth.account:login:30/60/ip:ip:127.0.0.1', 'gAWVFwAAAAAAAABdlChHQdrCEUOCv+5HQdrCEUOAAqhlLg==', '2026-11-26 14:42:18');
INSERT INTO "promapp_cache" ("cache_key", "value", "expires") VALUES (':1:allauth:rl:allauth.account:login_failed:20/300.0/ip:ip:127.0.0.1', 'gAWVDQAAAAAAAABdlEdB2sIRQ4An6GEu', '2026-11-26 14:46:18');
INSERT INTO "promapp_cache" ("cache_key", "value", "expires") VALUES (':1:allauth:rl:allauth.account:login_failed:5/900.0/key:bc2b8c2ded1093b7f601a52eb50a61fe0d2d18021b2f86879ffc8f0867289144', 'gAWVDQAAAAAAAABdlEdB2sIRQ4AuO2Eu', '2026-11-26 14:56:18');
INSERT INTO "scim_dailycount" ("id", "day", "key_id", "resource_type", "action", "result", "count") VALUES (1, '2026-11-23', 'RECORDED', 'User', 'Create', 'Success', 1);
INSERT INTO "scim_linkrequest" ("id", "state", "first_seen", "last_seen", "count", "decided_at", "decided_by_id", "group_id", "token_id", "user_id") VALUES (1, 'open', '2026-11-26 14:41:17.995402', '2026-11-26 14:41:17.995405', 1, NULL, NULL, NULL, 1, 2);
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (1, '6a857ded-6b93-4d6b-905c-c92318b2a351', 'Create', 'Success', 0, 'User', 'ade45cff-6c03-471b-9ada-fe39cbc89686', 'ada@people.example', 'ada-1815', '[{"attribute": "externalId", "old": null, "new": "ada-1815"}, {"attribute": "userName", "old": null, "new": "ada@people.example"}, {"attribute": "name.formatted", "old": null, "new": "Ada Lovelace"}, {"attribute": "name.familyName", "old": null, "new": "Lovelace"}, {"attribute": "name.givenName", "old": null, "new": "Ada"}, {"attribute": "displayName", "old": null, "new": "Ada Lovelace"}, {"attribute": "title", "old": null, "new": "Countess"}, {"attribute": "preferredLanguage", "old": null, "new": "en-GB"}, {"attribute": "active", "old": null, "new": true}, {"attribute": "emails", "old": null, "new": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}]}, {"attribute": "phoneNumbers", "old": null, "new": [{"value": "+44 20 7946 0000", "type": "work"}]}, {"attribute": "addresses", "old": null, "new": [{"type": "work", "locality": "London", "country": "GB"}]}, {"attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "old": null, "new": "1815"}, {"attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "old": null, "new": "Engines"}]', '', 'POST', '/api/scim/Users', 201, '', '', '', 7.74, '127.0.0.1', NULL, 1, 4, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "externalId": "ada-1815", "userName": "ada@people.example", "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace"}, "displayName": "Ada Lovelace", "title": "Countess", "preferredLanguage": "en-GB", "active": true, "emails": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}], "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}], "addresses": [{"type": "work", "locality": "London", "country": "GB"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1815", "department": "Engines"}}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "id": "ade45cff-6c03-471b-9ada-fe39cbc89686", "externalId": "ada-1815", "userName": "ada@people.example", "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"}, "displayName": "Ada Lovelace", "title": "Countess", "preferredLanguage": "en-GB", "active": true, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1815", "department": "Engines"}, "emails": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}], "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}], "addresses": [{"locality": "London", "country": "GB", "type": "work"}], "meta": {"resourceType": "User", "created": "2026-11-26T14:41:17.913Z", "lastModified": "2026-11-26T14:41:17.913Z", "location": "https://promapp.example/api/scim/Users/ade45cff-6c03-471b-9ada-fe39cbc89686", "version": "W/\"1\""}}', 0, 1, '2026-11-23 14:41:17.920127');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (10, '85b55c3d-50f3-4e9a-92f9-0f55226c90cc', 'Query', 'Success', 0, 'User', '', '', '', '[]', '', 'GET', '/api/scim/Users?filter=userName+eq+%22AzureAD_Test-0d1c7d9e-0d44-4f6b-9d2c-1f9a3b1c2d3e%22', 200, '', '', '', 3.1, '127.0.0.1', NULL, 1, NULL, '', '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "itemsPerPage": 0, "startIndex": 1, "Resources": []}', 1, 1, '2026-11-26 14:41:17.986429');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (11, '6cb5ce14-8c2c-453e-b032-95518786723b', 'Update', 'Failure', 0, 'User', '3116941a-60e8-4e3d-b130-002cf4722417', 'clerk', '', '[]', '', 'PATCH', '/api/scim/Users/3116941a-60e8-4e3d-b130-002cf4722417', 409, '', 'link_needed', '''clerk'' is a local administrator, whom provisioning does not touch. An administrator can link the account first: Site administration, Users, action ''Link to the identity provider''.', 5.56, '127.0.0.1', NULL, 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "active", "value": false}]}', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "detail": "''clerk'' is a local administrator, whom provisioning does not touch. An administrator can link the account first: Site administration, Users, action ''Link to the identity provider''."}', 0, 1, '2026-11-26 14:41:17.994250');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (2, '143bff91-1796-4a16-8423-b1c3398db408', 'Create', 'Success', 0, 'User', '450c1e3c-0d19-43b9-b3b3-74ede3ea2b94', 'grace@people.example', '', '[{"attribute": "userName", "old": null, "new": "grace@people.example"}, {"attribute": "active", "old": null, "new": false}]', '', 'POST', '/api/scim/Users', 201, '', '', '', 4.71, '127.0.0.1', NULL, 1, 5, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace@people.example", "active": false}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "450c1e3c-0d19-43b9-b3b3-74ede3ea2b94", "userName": "grace@people.example", "active": false, "meta": {"resourceType": "User", "created": "2026-11-26T14:41:17.930Z", "lastModified": "2026-11-26T14:41:17.930Z", "location": "https://promapp.example/api/scim/Users/450c1e3c-0d19-43b9-b3b3-74ede3ea2b94", "version": "W/\"1\""}}', 0, 1, '2026-11-26 14:41:17.934281');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (3, '35daeaf1-5428-4486-a77a-0c1405c11a7f', 'Update', 'Success', 0, 'User', '450c1e3c-0d19-43b9-b3b3-74ede3ea2b94', 'grace@people.example', '', '[{"attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "old": null, "new": "ade45cff-6c03-471b-9ada-fe39cbc89686"}]', '', 'PATCH', '/api/scim/Users/450c1e3c-0d19-43b9-b3b3-74ede3ea2b94', 200, '', '', '', 7.95, '127.0.0.1', NULL, 1, 5, '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": "ade45cff-6c03-471b-9ada-fe39cbc89686"}]}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "id": "450c1e3c-0d19-43b9-b3b3-74ede3ea2b94", "userName": "grace@people.example", "active": false, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "ade45cff-6c03-471b-9ada-fe39cbc89686", "$ref": "https://promapp.example/api/scim/Users/ade45cff-6c03-471b-9ada-fe39cbc89686", "displayName": "Ada Lovelace"}}, "meta": {"resourceType": "User", "created": "2026-11-26T14:41:17.930Z", "lastModified": "2026-11-26T14:41:17.940Z", "location": "https://promapp.example/api/scim/Users/450c1e3c-0d19-43b9-b3b3-74ede3ea2b94", "version": "W/\"2\""}}', 0, 1, '2026-11-26 14:41:17.943693');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (4, 'aa1b9a6f-ed49-49b8-a6b3-d42d92954be4', 'Create', 'Success', 0, 'Group', 'a9cefb62-634b-4dc7-a587-9f4ac31804f6', 'Analytical engine', 'team-1', '[{"attribute": "externalId", "old": null, "new": "team-1"}, {"attribute": "displayName", "old": null, "new": "Analytical engine"}, {"attribute": "members", "old": null, "new": ["ada@people.example", "grace@people.example"]}]', '', 'POST', '/api/scim/Groups', 201, '', '', '', 5.74, '127.0.0.1', 2, 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Analytical engine", "externalId": "team-1", "members": [{"value": "ade45cff-6c03-471b-9ada-fe39cbc89686"}, {"value": "450c1e3c-0d19-43b9-b3b3-74ede3ea2b94"}]}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "a9cefb62-634b-4dc7-a587-9f4ac31804f6", "externalId": "team-1", "displayName": "Analytical engine", "members": [{"value": "ade45cff-6c03-471b-9ada-fe39cbc89686", "$ref": "https://promapp.example/api/scim/Users/ade45cff-6c03-471b-9ada-fe39cbc89686", "display": "Ada Lovelace", "type": "User"}, {"value": "450c1e3c-0d19-43b9-b3b3-74ede3ea2b94", "$ref": "https://promapp.example/api/scim/Users/450c1e3c-0d19-43b9-b3b3-74ede3ea2b94", "type": "User"}], "meta": {"resourceType": "Group", "created": "2026-11-26T14:41:17.946Z", "lastModified": "2026-11-26T14:41:17.946Z", "location": "https://promapp.example/api/scim/Groups/a9cefb62-634b-4dc7-a587-9f4ac31804f6", "version": "W/\"1\""}}', 0, 1, '2026-11-26 14:41:17.950916');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (5, '376d4a92-0965-46ac-b687-5fb55a59e11a', 'Update', 'Skipped', 0, 'Group', 'a9cefb62-634b-4dc7-a587-9f4ac31804f6', 'Analytical engine', 'team-1', '[]', '', 'PATCH', '/api/scim/Groups/a9cefb62-634b-4dc7-a587-9f4ac31804f6', 204, '', '', '', 5.27, '127.0.0.1', 2, 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "displayName", "value": "Analytical engine"}]}', '', 0, 1, '2026-11-26 14:41:17.957569');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (6, 'eece78ca-1029-4287-a560-5ec86dc8731c', 'Create', 'Failure', 0, 'User', '', 'ada@people.example', 'ada-1815', '[]', '', 'POST', '/api/scim/Users', 409, 'uniqueness', '', 'Another user already has the userName ''ada@people.example'' (upper and lower case count as the same). Match by userName, or change it at the source.', 2.73, '127.0.0.1', NULL, 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "externalId": "ada-1815", "userName": "ada@people.example", "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace"}, "displayName": "Ada Lovelace", "title": "Countess", "preferredLanguage": "en-GB", "active": true, "emails": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}], "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}], "addresses": [{"type": "work", "locality": "London", "country": "GB"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1815", "department": "Engines"}}', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "scimType": "uniqueness", "detail": "Another user already has the userName ''ada@people.example'' (upper and lower case count as the same). Match by userName, or change it at the source."}', 0, 1, '2026-11-26 14:41:17.961703');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (7, '866444ee-6c8e-41e6-a94b-f516e1f041cd', 'Create', 'Success', 0, 'User', 'db5379ea-d323-4585-a0dc-3c3f81318403', 'gone@people.example', '', '[{"attribute": "userName", "old": null, "new": "gone@people.example"}]', '', 'POST', '/api/scim/Users', 201, '', '', '', 6.27, '127.0.0.1', NULL, 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "gone@people.example"}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "db5379ea-d323-4585-a0dc-3c3f81318403", "userName": "gone@people.example", "active": true, "meta": {"resourceType": "User", "created": "2026-11-26T14:41:17.966Z", "lastModified": "2026-11-26T14:41:17.966Z", "location": "https://promapp.example/api/scim/Users/db5379ea-d323-4585-a0dc-3c3f81318403", "version": "W/\"1\""}}', 0, 1, '2026-11-26 14:41:17.969656');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (8, '0a878a8b-e89f-487d-94da-619c10dc62c7', 'Delete', 'Success', 0, 'User', 'db5379ea-d323-4585-a0dc-3c3f81318403', 'gone@people.example', '', '[]', '', 'DELETE', '/api/scim/Users/db5379ea-d323-4585-a0dc-3c3f81318403', 204, '', '', '', 9.51, '127.0.0.1', NULL, 1, NULL, '', '', '', 0, 1, '2026-11-26 14:41:17.980358');
INSERT INTO "scim_provisioningevent" ("id", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "group_id", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "created_at") VALUES (9, '07da5865-8bab-46e6-82a5-131ccdb818e8', 'Other', 'Rejected', 0, '', '', '', '', '[]', '', 'GET', '/api/scim/Users', 401, '', 'not_ours', 'This is not an access token of this site: ours begin with ''pmp_''. Create a token under My Profile, Access Tokens, and paste it as a whole.', 0.24, '127.0.0.1', NULL, NULL, NULL, '', '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "401", "detail": "This is not an access token of this site: ours begin with ''pmp_''. Create a token under My Profile, Access Tokens, and paste it as a whole."}', 0, 1, '2026-11-26 14:41:17.982279');
INSERT INTO "scim_visit" ("id", "started_at", "token_id") VALUES (1, '2026-11-26 14:41:00', 1);
INSERT INTO "usersessions_usersession" ("id", "created_at", "ip", "last_seen_at", "session_key", "user_agent", "data", "user_id") VALUES (1, '2026-11-26 14:41:18.051226', '127.0.0.1', '2026-11-26 14:41:18.051230', 'otgq9y7a73sa6ikhlrrsy5sk3t7ad8zn', 'A browser', '{}', 1);
-- constraints
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE UNIQUE INDEX "accounts_user_groups_user_id_group_id_59c0b32f_uniq" ON "accounts_user_groups" ("user_id", "group_id");
CREATE INDEX "accounts_user_groups_user_id_52b62117" ON "accounts_user_groups" ("user_id");
CREATE INDEX "accounts_user_groups_group_id_bd11a704" ON "accounts_user_groups" ("group_id");
CREATE UNIQUE INDEX "accounts_user_user_permissions_user_id_permission_id_2ab516c2_uniq" ON "accounts_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "accounts_user_user_permissions_user_id_e4f0a161" ON "accounts_user_user_permissions" ("user_id");
CREATE INDEX "accounts_user_user_permissions_permission_id_113bb443" ON "accounts_user_user_permissions" ("permission_id");
CREATE INDEX "accounts_attributevalue_user_id_fd8cafae" ON "accounts_attributevalue" ("user_id");
CREATE INDEX "accounts_user_external_id_485f8686" ON "accounts_user" ("external_id");
CREATE INDEX "accounts_user_display_name_key_c89b83d7" ON "accounts_user" ("display_name_key");
CREATE INDEX "accounts_user_employee_number_key_ba8060c1" ON "accounts_user" ("employee_number_key");
CREATE INDEX "accounts_user_manager_value_key_c1a50d6f" ON "accounts_user" ("manager_value_key");
CREATE INDEX "accounts_user_provisioned_by_id_ef2a4096" ON "accounts_user" ("provisioned_by_id");
CREATE INDEX "accounts_user_manager_id_57cc9038" ON "accounts_user" ("manager_id");
CREATE INDEX "accounts_value_match" ON "accounts_attributevalue" ("attribute", "value_key");
CREATE UNIQUE INDEX "accounts_value_one_primary" ON "accounts_attributevalue" ("user_id", "attribute") WHERE "primary";
CREATE INDEX "accounts_group_external_id_6fa8c898" ON "accounts_group" ("external_id");
CREATE INDEX "accounts_group_provisioned_by_id_01a3bd63" ON "accounts_group" ("provisioned_by_id");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE INDEX "promapp_cache_expires" ON "promapp_cache" ("expires");
CREATE INDEX "accounts_auditentry_created_at_01c19e55" ON "accounts_auditentry" ("created_at");
CREATE INDEX "accounts_auditentry_actor_id_3237b29c" ON "accounts_auditentry" ("actor_id");
CREATE INDEX "accounts_audit_object" ON "accounts_auditentry" ("object_type", "object_id");
CREATE INDEX "accounts_notice_created_at_e4e6e1e8" ON "accounts_notice" ("created_at");
CREATE INDEX "accounts_mail_created_at_c2c1fe8b" ON "accounts_mail" ("created_at");
CREATE INDEX "accounts_mail_notice_id_58fb5c96" ON "accounts_mail" ("notice_id");
CREATE INDEX "accounts_mail_due" ON "accounts_mail" ("next_attempt_at") WHERE "sent_at" IS NULL;
CREATE INDEX "accounts_knownnetwork_token_id_85d79c5b" ON "accounts_knownnetwork" ("token_id");
CREATE INDEX "accounts_user_provisioned" ON "accounts_user" ("is_provisioned", "is_active") WHERE "is_provisioned";
CREATE UNIQUE INDEX "accounts_entitlement_one_primary" ON "accounts_entitlement" ("primary") WHERE "primary";
CREATE UNIQUE INDEX "accounts_role_one_primary" ON "accounts_role" ("primary") WHERE "primary";
CREATE INDEX "accounts_accesstoken_owner_id_44655456" ON "accounts_accesstoken" ("owner_id");
CREATE INDEX "accounts_accesstoken_revoked_by_id_87a78cf7" ON "accounts_accesstoken" ("revoked_by_id");
CREATE INDEX "accounts_accesstoken_replaces_id_208ad56a" ON "accounts_accesstoken" ("replaces_id");
CREATE INDEX "accounts_user_disabled" ON "accounts_user" ("username_key") WHERE NOT "is_active";
CREATE INDEX "accounts_user_staff" ON "accounts_user" ("username_key") WHERE "is_staff";
CREATE INDEX "accounts_audit_action" ON "accounts_auditentry" ("action", "created_at");
CREATE INDEX "accounts_audit_actor" ON "accounts_auditentry" ("actor_name", "created_at");
CREATE INDEX "accounts_audit_user" ON "accounts_auditentry" ("actor_id", "created_at");
CREATE INDEX "django_admin_log_content_type_id_c4bce8eb" ON "django_admin_log" ("content_type_id");
CREATE INDEX "django_admin_log_user_id_c564eba6" ON "django_admin_log" ("user_id");
CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');
CREATE INDEX "scim_visit_token_id_e910bf8a" ON "scim_visit" ("token_id");
CREATE UNIQUE INDEX "scim_linkrequest_one_of_user" ON "scim_linkrequest" ("user_id") WHERE "state" IN ('open', 'dismissed');
CREATE UNIQUE INDEX "scim_linkrequest_one_of_group" ON "scim_linkrequest" ("group_id") WHERE "state" IN ('open', 'dismissed');
CREATE INDEX "scim_linkrequest_decided_by_id_73b13086" ON "scim_linkrequest" ("decided_by_id");
CREATE INDEX "scim_linkrequest_group_id_842dc366" ON "scim_linkrequest" ("group_id");
CREATE INDEX "scim_linkrequest_token_id_d05bdd9a" ON "scim_linkrequest" ("token_id");
CREATE INDEX "scim_linkrequest_user_id_bd79acc6" ON "scim_linkrequest" ("user_id");
CREATE INDEX "scim_provisioningevent_request_id_82d7643b" ON "scim_provisioningevent" ("request_id");
CREATE INDEX "scim_provisioningevent_group_id_1db0f65e" ON "scim_provisioningevent" ("group_id");
CREATE INDEX "scim_provisioningevent_token_id_ab7f7c1f" ON "scim_provisioningevent" ("token_id");
CREATE INDEX "scim_provisioningevent_user_id_34975270" ON "scim_provisioningevent" ("user_id");
CREATE INDEX "scim_event_resource" ON "scim_provisioningevent" ("resource_id", "created_at" DESC);
CREATE INDEX "scim_event_result" ON "scim_provisioningevent" ("result", "created_at" DESC);
CREATE INDEX "scim_event_action" ON "scim_provisioningevent" ("action", "created_at" DESC);
CREATE INDEX "scim_event_test_connection" ON "scim_provisioningevent" ("token_id", "created_at" DESC) WHERE "is_test_connection";
CREATE INDEX "scim_event_count" ON "scim_provisioningevent" ("created_at", "action", "result", "resource_type", "token_id", "occurrences");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "usersessions_usersession_user_id_af5e0a6d" ON "usersessions_usersession" ("user_id");
-- sequences
