-- tables
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "accounts_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_attributevalue" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "attribute" varchar(32) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "value" text NOT NULL, "value_key" varchar(512) NOT NULL, "type" varchar(256) NOT NULL, "type_key" varchar(512) NOT NULL, "display" varchar(512) NOT NULL, "display_key" varchar(512) NOT NULL, "primary" bool NULL, "formatted" varchar(2048) NOT NULL, "formatted_key" varchar(512) NOT NULL, "street_address" varchar(1024) NOT NULL, "street_address_key" varchar(512) NOT NULL, "locality" varchar(256) NOT NULL, "locality_key" varchar(512) NOT NULL, "region" varchar(256) NOT NULL, "region_key" varchar(512) NOT NULL, "postal_code" varchar(256) NOT NULL, "postal_code_key" varchar(512) NOT NULL, "country" varchar(256) NOT NULL, "country_key" varchar(512) NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "promapp_cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" datetime NOT NULL
);
CREATE TABLE "accounts_notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(32) NOT NULL, "subject" varchar(128) NOT NULL, "threshold" varchar(128) NOT NULL, "created_at" datetime NOT NULL, CONSTRAINT "accounts_notice_once" UNIQUE ("kind", "subject", "threshold"));
CREATE TABLE "accounts_mail" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "recipient" varchar(254) NOT NULL, "subject" varchar(255) NOT NULL, "body" text NOT NULL, "created_at" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "next_attempt_at" datetime NOT NULL, "sent_at" datetime NULL, "last_error" varchar(500) NOT NULL, "notice_id" bigint NOT NULL REFERENCES "accounts_notice" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_knownnetwork" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(43) NOT NULL, "first_seen_at" datetime NOT NULL, "token_id" bigint NOT NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "accounts_network_once" UNIQUE ("token_id", "network"));
CREATE TABLE "accounts_scheduledjob" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(64) NOT NULL UNIQUE, "started_at" datetime NULL, "finished_at" datetime NULL, "is_failed" bool NOT NULL, "outcome" varchar(200) NOT NULL, "locked_until" datetime NULL, "certain_at" datetime NULL);
CREATE TABLE "accounts_entitlement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scim_id" varchar(36) NOT NULL UNIQUE, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "value" varchar(256) NOT NULL, "value_key" varchar(512) NOT NULL, "display" varchar(512) NOT NULL, "display_key" varchar(512) NOT NULL, "type" varchar(256) NOT NULL, "type_key" varchar(512) NOT NULL, "primary" bool NOT NULL, "supported" bool NOT NULL, CONSTRAINT "accounts_entitlement_unique" UNIQUE ("value_key", "type_key"), CONSTRAINT "accounts_entitlement_value_given" CHECK (NOT ("value" = '')));
CREATE TABLE "accounts_role" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scim_id" varchar(36) NOT NULL UNIQUE, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "value" varchar(256) NOT NULL, "value_key" varchar(512) NOT NULL, "display" varchar(512) NOT NULL, "display_key" varchar(512) NOT NULL, "type" varchar(256) NOT NULL, "type_key" varchar(512) NOT NULL, "primary" bool NOT NULL, "supported" bool NOT NULL, CONSTRAINT "accounts_role_unique" UNIQUE ("value_key", "type_key"), CONSTRAINT "accounts_role_value_given" CHECK (NOT ("value" = '')));
CREATE TABLE "accounts_auditentry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "actor_name" varchar(254) NOT NULL, "address" char(39) NULL, "action" varchar(64) NOT NULL, "object_type" varchar(64) NOT NULL, "object_id" varchar(64) NOT NULL, "object_name" varchar(512) NOT NULL, "detail" text NOT NULL CHECK ((JSON_VALID("detail") OR "detail" IS NULL)), "actor_id" bigint NULL);
CREATE TABLE "accounts_guesscount" ("key" varchar(64) NOT NULL PRIMARY KEY, "count" real NOT NULL, "last_at" datetime NOT NULL);
CREATE TABLE "accounts_accesstoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "owner_name" varchar(254) NOT NULL, "description" varchar(100) NOT NULL, "scope" varchar(16) NOT NULL, "key_id" varchar(8) NOT NULL UNIQUE, "digest" varchar(64) NOT NULL, "created_at" datetime NOT NULL, "expires_at" datetime NULL, "last_used_at" datetime NULL, "last_used_address" char(39) NULL, "revoked_at" datetime NULL, "revoked_reason" varchar(200) NOT NULL, "owner_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "revoked_by_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "nonce" char(32) NULL UNIQUE, "ended_with_owner" bool DEFAULT 0 NOT NULL, "revoke_at" datetime NULL, "replace_members_adds" bool DEFAULT 0 NOT NULL, "client" varchar(16) DEFAULT '' NOT NULL, "replaces_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "accounts_group" ("group_ptr_id" integer NOT NULL PRIMARY KEY REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "scim_id" varchar(36) NOT NULL UNIQUE, "external_id" varchar(512) NOT NULL, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "is_provisioned" bool NOT NULL, "display_name" varchar(512) NOT NULL, "display_name_key" varchar(512) NOT NULL, "provisioned_by_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "rights_linked" bool DEFAULT 0 NOT NULL, "scim_may_delete" bool DEFAULT 0 NOT NULL, CONSTRAINT "accounts_group_display_name_unique" UNIQUE ("display_name_key"), CONSTRAINT "accounts_group_display_name_given" CHECK (NOT ("display_name" = '')));
CREATE TABLE "accounts_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "scim_id" varchar(36) NOT NULL UNIQUE, "external_id" varchar(512) NOT NULL, "created" datetime NOT NULL, "last_modified" datetime NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "is_provisioned" bool NOT NULL, "username" varchar(254) NOT NULL, "username_key" varchar(512) NOT NULL, "first_name" varchar(256) NOT NULL, "first_name_key" varchar(512) NOT NULL, "last_name" varchar(256) NOT NULL, "last_name_key" varchar(512) NOT NULL, "formatted_name" varchar(512) NOT NULL, "formatted_name_key" varchar(512) NOT NULL, "middle_name" varchar(256) NOT NULL, "middle_name_key" varchar(512) NOT NULL, "honorific_prefix" varchar(256) NOT NULL, "honorific_prefix_key" varchar(512) NOT NULL, "honorific_suffix" varchar(256) NOT NULL, "honorific_suffix_key" varchar(512) NOT NULL, "display_name" varchar(256) NOT NULL, "display_name_key" varchar(512) NOT NULL, "nick_name" varchar(256) NOT NULL, "nick_name_key" varchar(512) NOT NULL, "profile_url" varchar(2048) NOT NULL, "title" varchar(256) NOT NULL, "title_key" varchar(512) NOT NULL, "user_type" varchar(256) NOT NULL, "user_type_key" varchar(512) NOT NULL, "preferred_language" varchar(256) NOT NULL, "preferred_language_key" varchar(512) NOT NULL, "locale" varchar(256) NOT NULL, "locale_key" varchar(512) NOT NULL, "time_zone" varchar(256) NOT NULL, "time_zone_key" varchar(512) NOT NULL, "employee_number" varchar(256) NOT NULL, "employee_number_key" varchar(512) NOT NULL, "cost_center" varchar(256) NOT NULL, "cost_center_key" varchar(512) NOT NULL, "organization" varchar(256) NOT NULL, "organization_key" varchar(512) NOT NULL, "division" varchar(256) NOT NULL, "division_key" varchar(512) NOT NULL, "department" varchar(256) NOT NULL, "department_key" varchar(512) NOT NULL, "manager_value" varchar(512) NOT NULL, "manager_value_key" varchar(512) NOT NULL, "provisioned_by_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "credentials_from_scim" bool DEFAULT 0 NOT NULL, "rights_linked" bool DEFAULT 0 NOT NULL, "scim_may_delete" bool DEFAULT 0 NOT NULL, "scim_may_disable" bool DEFAULT 1 NOT NULL, "scim_may_enable" bool DEFAULT 0 NOT NULL, "scim_may_rename" bool DEFAULT 0 NOT NULL, "manager_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "accounts_user_username_unique" UNIQUE ("username_key"), CONSTRAINT "accounts_user_username_given" CHECK (NOT ("username" = '')));
CREATE TABLE "accounts_passwordreset" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "address" varchar(254) NOT NULL, "asked_at" datetime NOT NULL, "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0), "next_attempt_at" datetime NOT NULL);
CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0), "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_time" datetime NOT NULL);
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);
CREATE TABLE "scim_visit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "started_at" datetime NOT NULL, "token_id" bigint NOT NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "scim_visit_unique" UNIQUE ("started_at", "token_id"));
CREATE TABLE "scim_linkrequest" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(16) NOT NULL, "first_seen" datetime NOT NULL, "last_seen" datetime NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "decided_at" datetime NULL, "decided_by_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NULL REFERENCES "accounts_group" ("group_ptr_id") DEFERRABLE INITIALLY DEFERRED, "token_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "scim_linkrequest_one_resource" CHECK ((("group_id" IS NOT NULL AND "user_id" IS NULL) OR ("group_id" IS NULL AND "user_id" IS NOT NULL))));
CREATE TABLE "scim_dailycount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "key_id" varchar(8) NOT NULL, "resource_type" varchar(32) NOT NULL, "action" varchar(16) NOT NULL, "result" varchar(16) NOT NULL, "count" bigint unsigned NOT NULL CHECK ("count" >= 0), CONSTRAINT "scim_dailycount_unique" UNIQUE ("day", "key_id", "resource_type", "action", "result"));
CREATE TABLE "scim_provisioningevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "request_id" varchar(64) NOT NULL, "action" varchar(16) NOT NULL, "result" varchar(16) NOT NULL, "linked" bool NOT NULL, "resource_type" varchar(32) NOT NULL, "resource_id" varchar(64) NOT NULL, "name" varchar(512) NOT NULL, "external_id" varchar(512) NOT NULL, "changes" text NOT NULL CHECK ((JSON_VALID("changes") OR "changes" IS NULL)), "notes" text NOT NULL, "method" varchar(16) NOT NULL, "path" varchar(2048) NOT NULL, "status" smallint unsigned NOT NULL CHECK ("status" >= 0), "scim_type" varchar(32) NOT NULL, "reason" varchar(32) NOT NULL, "detail" text NOT NULL, "duration_ms" real NOT NULL, "address" char(39) NULL, "token_id" bigint NULL REFERENCES "accounts_accesstoken" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" bigint NULL, "user_agent" varchar(256) DEFAULT '' NOT NULL, "request_body" text DEFAULT '' NOT NULL, "response_body" text DEFAULT '' NOT NULL, "is_test_connection" bool DEFAULT 0 NOT NULL, "occurrences" integer unsigned DEFAULT 1 NOT NULL CHECK ("occurrences" >= 0), "group_id" integer NULL);
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "usersessions_usersession" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "ip" char(39) NOT NULL, "last_seen_at" datetime NOT NULL, "session_key" varchar(40) NOT NULL UNIQUE, "user_agent" varchar(200) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "accounts_user" ("id") DEFERRABLE INITIALLY DEFERRED);
-- rows
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "client", "replaces_id") VALUES (1, 'root', 'Identity provider', 'scim', 'RECORDED', '61e322eed9fe330cc7f9859f1d5d6f04e0e52a66e13833a918fa7114fc805c60', '2026-11-26 15:39:24.839871', NULL, '2026-11-26 15:39:25.529678', '127.0.0.1', NULL, '', 1, NULL, NULL, 0, NULL, 0, '', NULL);
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "client", "replaces_id") VALUES (2, 'root', 'Dashboards', 'audit', 'HKuP9Afk', '27b1d22f9d3c1877df7828ae7928b952a839b9633f91c0735f05c42d92018ba5', '2026-09-02 15:39:24.854425', '2026-12-01 15:39:24.854425', NULL, NULL, NULL, '', 1, NULL, NULL, 0, NULL, 0, '', NULL);
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "client", "replaces_id") VALUES (3, 'root', 'Former identity provider', 'scim', 'v7s9k8CL', '2df396a5268107d2c0735baa1e75c8d49f993b9cd6e495ba78f0320a3a12a57f', '2026-11-26 15:39:24.881609', NULL, NULL, NULL, '2026-11-26 15:39:25.459213', 'replaced', 1, 1, NULL, 0, NULL, 0, '', NULL);
INSERT INTO "accounts_accesstoken" ("id", "owner_name", "description", "scope", "key_id", "digest", "created_at", "expires_at", "last_used_at", "last_used_address", "revoked_at", "revoked_reason", "owner_id", "revoked_by_id", "nonce", "ended_with_owner", "revoke_at", "replace_members_adds", "client", "replaces_id") VALUES (4, 'root', 'Former identity provider', 'scim', '2ZGjhWAN', '0d6eaa0ed01f032cca6ac3555f44c813e7d8cad5cc74bf94cb9e6eb71eee80e4', '2026-11-26 15:39:24.890380', '2027-11-26 15:39:24.888278', NULL, NULL, NULL, '', 1, NULL, NULL, 0, NULL, 0, '', 3);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (1, 'emails', 0, 'root@promapp.example', 'root@promapp.example', 'work', 'work', '', '', 1, '', '', '', '', '', '', '', '', '', '', '', '', 1);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (2, 'emails', 0, 'clerk@promapp.example', 'clerk@promapp.example', 'work', 'work', '', '', 1, '', '', '', '', '', '', '', '', '', '', '', '', 2);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (3, 'emails', 0, 'ada@people.example', 'ada@people.example', 'work', 'work', '', '', 1, '', '', '', '', '', '', '', '', '', '', '', '', 4);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (4, 'emails', 1, 'ada@home.example', 'ada@home.example', 'home', 'home', '', '', NULL, '', '', '', '', '', '', '', '', '', '', '', '', 4);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (5, 'phoneNumbers', 0, '+44 20 7946 0000', '+44 20 7946 0000', 'work', 'work', '', '', NULL, '', '', '', '', '', '', '', '', '', '', '', '', 4);
INSERT INTO "accounts_attributevalue" ("id", "attribute", "position", "value", "value_key", "type", "type_key", "display", "display_key", "primary", "formatted", "formatted_key", "street_address", "street_address_key", "locality", "locality_key", "region", "region_key", "postal_code", "postal_code_key", "country", "country_key", "user_id") VALUES (6, 'addresses', 0, '', '', 'work', 'work', '', '', NULL, '', '', '', '', 'London', 'london', '', '', '', '', 'GB', 'gb', 4);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (1, '2026-11-26 15:39:24.890875', 'root', NULL, 'token.rotated', 'accounts.accesstoken', '4', 'Former identity provider (pmp_scim_2ZGjhWAN…)', '{"scope": "scim", "expires_at": "2027-11-26T15:39:24.888Z", "replaces": "Former identity provider (pmp_scim_v7s9k8CL\u2026)"}', 1);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (2, '2026-11-26 15:39:25.460326', 'root', NULL, 'token.revoked', 'accounts.accesstoken', '3', 'Former identity provider (pmp_scim_v7s9k8CL…)', '{"reason": "replaced"}', 1);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (3, '2026-11-26 15:39:25.880759', 'nobody signed in', '127.0.0.1', 'session.sign_in_failed', 'accounts.user', '1', 'root', '{"wrong": "password"}', NULL);
INSERT INTO "accounts_auditentry" ("id", "created_at", "actor_name", "address", "action", "object_type", "object_id", "object_name", "detail", "actor_id") VALUES (4, '2026-11-26 15:39:26.049713', 'root', '127.0.0.1', 'session.signed_in', '', '', '', '{"methods": ["password"]}', 1);
INSERT INTO "accounts_entitlement" ("id", "scim_id", "created", "last_modified", "version", "value", "value_key", "display", "display_key", "type", "type_key", "primary", "supported") VALUES (1, '0189bae9-f44f-4bb6-9552-77d0617eacac', '2026-11-26 15:39:24.830000', '2026-11-26 15:39:24.830000', 1, 'reports', 'reports', '', '', '', '', 0, 1);
INSERT INTO "accounts_group" ("group_ptr_id", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "display_name", "display_name_key", "provisioned_by_id", "rights_linked", "scim_may_delete") VALUES (1, 'b712489a-848d-4aee-a9ab-1cec696eef29', '', '2026-11-26 15:39:24.806000', '2026-11-26 15:39:24.806000', 1, 0, 'Editors', 'editors', NULL, 0, 0);
INSERT INTO "accounts_group" ("group_ptr_id", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "display_name", "display_name_key", "provisioned_by_id", "rights_linked", "scim_may_delete") VALUES (2, '4ff9b71f-72f8-47fc-b4f2-72cc6c75bccd', 'team-1', '2026-11-26 15:39:25.650000', '2026-11-26 15:39:25.650000', 1, 1, 'Analytical engine', 'analytical engine', 1, 0, 0);
INSERT INTO "accounts_guesscount" ("key", "count", "last_at") VALUES ('0f3369d26055452b30b884c1a2f1b33c8e5fbf1064a98d7d4712f7d14db8350a', 9.89867666666666590202e-01, '2026-11-26 15:39:26.013738');
INSERT INTO "accounts_guesscount" ("key", "count", "last_at") VALUES ('cc03ac20a62260e2ddb6272b70d211090293e696a772396b6df30f63b09a8593', 9.99957781944444512589e-01, '2026-11-26 15:39:26.013738');
INSERT INTO "accounts_guesscount" ("key", "count", "last_at") VALUES ('e5a39adb19258d6c8d68827b7f7d89b2db679570a00796490acd8f5ea9fa72fd', 9.99978890972222256294e-01, '2026-11-26 15:39:26.013738');
INSERT INTO "accounts_knownnetwork" ("id", "network", "first_seen_at", "token_id") VALUES (1, '127.0.0.0/24', '2026-11-26 15:39:25.534447', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (1, 'root@promapp.example', 'Access token "Former identity provider" was created (Promapp, promapp.example)', 'root created an access token on promapp.example. It is to replace Former identity provider (pmp_scim_v7s9k8CL…).

Description: Former identity provider
Token:       pmp_scim_2ZGjhWAN…
Scope:       Scim
Owner:       root
Expires:     26 Nov 2027, 15:39 UTC
Last used:   never

What to do: nothing, if this was expected. If not, revoke the token at once, and find out how it came about.
The token''s page: https://promapp.example/admin/accounts/accesstoken/4/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.453629', 1, '2026-11-26 15:44:27.067292', '2026-11-26 15:39:27.074278', '', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (10, 'root@promapp.example', 'Access token "Dashboards" expires in 7 days or less (Promapp, promapp.example)', 'An access token on promapp.example expires on 1 Dec 2026, 15:39 UTC. From then on, what uses it is answered 401: provisioning stops.

Description: Dashboards
Token:       pmp_audit_HKuP9Afk…
Scope:       Audit
Owner:       root
Expires:     1 Dec 2026, 15:39 UTC
Last used:   never

What to do: choose Rotate beside the token under My Profile, Access Tokens (https://promapp.example/profile/), and paste the new token into Secret Token at the identity provider. The old one works until you revoke it. If nothing uses this token, let it expire.
The token''s page: https://promapp.example/admin/accounts/accesstoken/2/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:26.899613', 1, '2026-11-26 15:44:27.152324', '2026-11-26 15:39:27.160349', '', 4);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (11, 'clerk@promapp.example', 'Access token "Dashboards" expires in 7 days or less (Promapp, promapp.example)', 'An access token on promapp.example expires on 1 Dec 2026, 15:39 UTC. From then on, what uses it is answered 401: provisioning stops.

Description: Dashboards
Token:       pmp_audit_HKuP9Afk…
Scope:       Audit
Owner:       root
Expires:     1 Dec 2026, 15:39 UTC
Last used:   never

What to do: choose Rotate beside the token under My Profile, Access Tokens (https://promapp.example/profile/), and paste the new token into Secret Token at the identity provider. The old one works until you revoke it. If nothing uses this token, let it expire.
The token''s page: https://promapp.example/admin/accounts/accesstoken/2/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:26.899633', 1, '2026-11-26 15:44:27.165691', '2026-11-26 15:39:27.171297', '', 4);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (12, 'boss@promapp.example', 'Access token "Dashboards" expires in 7 days or less (Promapp, promapp.example)', 'An access token on promapp.example expires on 1 Dec 2026, 15:39 UTC. From then on, what uses it is answered 401: provisioning stops.

Description: Dashboards
Token:       pmp_audit_HKuP9Afk…
Scope:       Audit
Owner:       root
Expires:     1 Dec 2026, 15:39 UTC
Last used:   never

What to do: choose Rotate beside the token under My Profile, Access Tokens (https://promapp.example/profile/), and paste the new token into Secret Token at the identity provider. The old one works until you revoke it. If nothing uses this token, let it expire.
The token''s page: https://promapp.example/admin/accounts/accesstoken/2/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:26.899644', 1, '2026-11-26 15:44:27.181092', '2026-11-26 15:39:27.189728', '', 4);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (2, 'clerk@promapp.example', 'Access token "Former identity provider" was created (Promapp, promapp.example)', 'root created an access token on promapp.example. It is to replace Former identity provider (pmp_scim_v7s9k8CL…).

Description: Former identity provider
Token:       pmp_scim_2ZGjhWAN…
Scope:       Scim
Owner:       root
Expires:     26 Nov 2027, 15:39 UTC
Last used:   never

What to do: nothing, if this was expected. If not, revoke the token at once, and find out how it came about.
The token''s page: https://promapp.example/admin/accounts/accesstoken/4/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.453655', 1, '2026-11-26 15:44:27.079218', '2026-11-26 15:39:27.088436', '', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (3, 'boss@promapp.example', 'Access token "Former identity provider" was created (Promapp, promapp.example)', 'root created an access token on promapp.example. It is to replace Former identity provider (pmp_scim_v7s9k8CL…).

Description: Former identity provider
Token:       pmp_scim_2ZGjhWAN…
Scope:       Scim
Owner:       root
Expires:     26 Nov 2027, 15:39 UTC
Last used:   never

What to do: nothing, if this was expected. If not, revoke the token at once, and find out how it came about.
The token''s page: https://promapp.example/admin/accounts/accesstoken/4/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.453668', 1, '2026-11-26 15:44:27.090638', '2026-11-26 15:39:27.093094', '', 1);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (4, 'root@promapp.example', 'Access token "Former identity provider" was revoked (Promapp, promapp.example)', 'root revoked an access token on promapp.example: replaced.
Whatever used it is answered 401 from now on.

Description: Former identity provider
Token:       pmp_scim_v7s9k8CL…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: if an identity provider still uses this token, create a new one under My Profile, Access Tokens (https://promapp.example/profile/), and paste it into Secret Token there.
The token''s page: https://promapp.example/admin/accounts/accesstoken/3/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.471778', 1, '2026-11-26 15:44:27.097293', '2026-11-26 15:39:27.100969', '', 2);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (5, 'clerk@promapp.example', 'Access token "Former identity provider" was revoked (Promapp, promapp.example)', 'root revoked an access token on promapp.example: replaced.
Whatever used it is answered 401 from now on.

Description: Former identity provider
Token:       pmp_scim_v7s9k8CL…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: if an identity provider still uses this token, create a new one under My Profile, Access Tokens (https://promapp.example/profile/), and paste it into Secret Token there.
The token''s page: https://promapp.example/admin/accounts/accesstoken/3/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.471800', 1, '2026-11-26 15:44:27.104582', '2026-11-26 15:39:27.106590', '', 2);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (6, 'boss@promapp.example', 'Access token "Former identity provider" was revoked (Promapp, promapp.example)', 'root revoked an access token on promapp.example: replaced.
Whatever used it is answered 401 from now on.

Description: Former identity provider
Token:       pmp_scim_v7s9k8CL…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   never

What to do: if an identity provider still uses this token, create a new one under My Profile, Access Tokens (https://promapp.example/profile/), and paste it into Secret Token there.
The token''s page: https://promapp.example/admin/accounts/accesstoken/3/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.471811', 1, '2026-11-26 15:44:27.111170', '2026-11-26 15:39:27.115481', '', 2);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (7, 'root@promapp.example', 'Access token "Identity provider" was used for the first time (Promapp, promapp.example)', 'An access token on promapp.example was used from the address 127.0.0.1. It is the first use of this token.

Description: Identity provider
Token:       pmp_scim_RECORDED…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   26 Nov 2026, 15:39 UTC, from 127.0.0.1

What to do: nothing, if the address is your identity provider''s; services in a cloud call from many networks. If you do not know it, revoke the token and create a new one.
The token''s page: https://promapp.example/admin/accounts/accesstoken/1/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.551681', 1, '2026-11-26 15:44:27.122033', '2026-11-26 15:39:27.125913', '', 3);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (8, 'clerk@promapp.example', 'Access token "Identity provider" was used for the first time (Promapp, promapp.example)', 'An access token on promapp.example was used from the address 127.0.0.1. It is the first use of this token.

Description: Identity provider
Token:       pmp_scim_RECORDED…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   26 Nov 2026, 15:39 UTC, from 127.0.0.1

What to do: nothing, if the address is your identity provider''s; services in a cloud call from many networks. If you do not know it, revoke the token and create a new one.
The token''s page: https://promapp.example/admin/accounts/accesstoken/1/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.551700', 1, '2026-11-26 15:44:27.132468', '2026-11-26 15:39:27.137744', '', 3);
INSERT INTO "accounts_mail" ("id", "recipient", "subject", "body", "created_at", "attempts", "next_attempt_at", "sent_at", "last_error", "notice_id") VALUES (9, 'boss@promapp.example', 'Access token "Identity provider" was used for the first time (Promapp, promapp.example)', 'An access token on promapp.example was used from the address 127.0.0.1. It is the first use of this token.

Description: Identity provider
Token:       pmp_scim_RECORDED…
Scope:       Scim
Owner:       root
Expires:     never
Last used:   26 Nov 2026, 15:39 UTC, from 127.0.0.1

What to do: nothing, if the address is your identity provider''s; services in a cloud call from many networks. If you do not know it, revoke the token and create a new one.
The token''s page: https://promapp.example/admin/accounts/accesstoken/1/change/

-- 
Promapp at https://promapp.example
Sent to all administrators of this site and to the owner of the access token.
', '2026-11-26 15:39:25.551710', 1, '2026-11-26 15:44:27.141553', '2026-11-26 15:39:27.149552', '', 3);
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (1, 'token_created', 'token 4', '', '2026-11-26 15:39:25.419847');
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (2, 'token_revoked', 'token 3', '2026-11-26T15:39:25.459213', '2026-11-26 15:39:25.468234');
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (3, 'token_new_network', 'token 1', '127.0.0.0/24', '2026-11-26 15:39:25.550083');
INSERT INTO "accounts_notice" ("id", "kind", "subject", "threshold", "created_at") VALUES (4, 'token_expiring', 'token 2', '7 days before 2026-12-01', '2026-11-26 15:39:26.896490');
INSERT INTO "accounts_passwordreset" ("id", "address", "asked_at", "attempts", "next_attempt_at") VALUES (1, 'ada@people.example', '2026-11-26 15:39:27.264137', 0, '2026-11-26 15:39:27.264153');
INSERT INTO "accounts_role" ("id", "scim_id", "created", "last_modified", "version", "value", "value_key", "display", "display_key", "type", "type_key", "primary", "supported") VALUES (1, '225ae069-94dc-4ade-8ee9-00f1d1bf5cb0', '2026-11-26 15:39:24.824000', '2026-11-26 15:39:24.824000', 1, 'reader', 'reader', 'Reader', 'reader', '', '', 0, 1);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (1, 'end replaced tokens', '2026-11-26 15:39:26.874465', '2026-11-26 15:39:26.879282', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (10, 'record counted failures', '2026-11-26 15:39:27.034795', '2026-11-26 15:39:27.035391', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (11, 'forget old guesses', '2026-11-26 15:39:27.040772', '2026-11-26 15:39:27.047512', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (12, 'send links to reset passwords', '2026-11-26 15:39:27.049292', '2026-11-26 15:39:27.059929', 0, '0 done, 0 failed', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (13, 'send mails', '2026-11-26 15:39:27.065144', '2026-11-26 15:39:27.194883', 0, '12 sent, 0 failed, 0 waiting', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (14, 'delete old mails', '2026-11-26 15:39:27.199375', '2026-11-26 15:39:27.202683', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (15, 'delete ended sessions', '2026-11-26 15:39:27.208153', '2026-11-26 15:39:27.210858', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (16, 'delete old notices', '2026-11-26 15:39:27.219387', '2026-11-26 15:39:27.226521', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (17, 'delete networks of ended tokens', '2026-11-26 15:39:27.235776', '2026-11-26 15:39:27.240268', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (18, 'delete expired cache rows', '2026-11-26 15:39:27.245143', '2026-11-26 15:39:27.246607', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (19, 'prune the audit log', '2026-11-26 15:39:27.254263', '2026-11-26 15:39:27.254330', 0, 'kept for ever', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (2, 'remind of expiry', '2026-11-26 15:39:26.889183', '2026-11-26 15:39:26.906119', 0, '1', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (20, 'run_scheduled', '2026-11-26 15:39:26.870118', '2026-11-26 15:39:27.259100', 0, '', NULL, '2026-11-26 15:39:26.870123');
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (3, 'tell of expired tokens', '2026-11-26 15:39:26.909894', '2026-11-26 15:39:26.918105', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (4, 'tell of lost owners', '2026-11-26 15:39:26.925209', '2026-11-26 15:39:26.937442', 0, '0', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (5, 'tell of silence', '2026-11-26 15:39:26.942412', '2026-11-26 15:39:26.951948', 0, 'no alarm', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (6, 'tell of bursts', '2026-11-26 15:39:26.961186', '2026-11-26 15:39:26.963215', 0, 'none', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (7, 'tell of failures', '2026-11-26 15:39:26.969326', '2026-11-26 15:39:26.989532', 0, 'none', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (8, 'close days', '2026-11-26 15:39:26.995113', '2026-11-26 15:39:27.009613', 0, '1', NULL, NULL);
INSERT INTO "accounts_scheduledjob" ("id", "name", "started_at", "finished_at", "is_failed", "outcome", "locked_until", "certain_at") VALUES (9, 'prune the provisioning log', '2026-11-26 15:39:27.017248', '2026-11-26 15:39:27.028784', 0, '0', NULL, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "credentials_from_scim", "rights_linked", "scim_may_delete", "scim_may_disable", "scim_may_enable", "scim_may_rename", "manager_id") VALUES (1, 'md5$HrjncNfnRbyGrXSF5hU8EC$cb83b029e1d1bba30aa3d895bc9d40eb', '2026-11-26 15:39:26.041903', 1, 'root@promapp.example', 1, 1, '6935d89d-e9ae-4664-902e-8f127146a626', '', '2026-11-26 15:39:24.755000', '2026-11-26 15:39:24.755000', 1, 0, 'root', 'root', 'Site', 'site', 'Administrator', 'administrator', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, 0, 0, 0, 1, 0, 0, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "credentials_from_scim", "rights_linked", "scim_may_delete", "scim_may_disable", "scim_may_enable", "scim_may_rename", "manager_id") VALUES (2, 'md5$IAsKoBQ7U2SACMz2k33h59$5d4e75aebdcbe56417380adaff77cc67', NULL, 0, 'clerk@promapp.example', 1, 1, '41db7c39-8cb3-43f0-80a8-4a75ab7508cc', '', '2026-11-26 15:39:24.783000', '2026-11-26 15:39:24.783000', 1, 0, 'clerk', 'clerk', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, 0, 0, 0, 1, 0, 0, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "credentials_from_scim", "rights_linked", "scim_may_delete", "scim_may_disable", "scim_may_enable", "scim_may_rename", "manager_id") VALUES (3, 'md5$BVejFE8mhHP2CSUrYrkD9o$5af083aeeb2a7bb3b130ab10bb722b09', NULL, 1, 'boss@promapp.example', 1, 1, 'cc26e3f2-0ddd-4954-8d02-8532a0e48712', 'boss-1', '2026-11-26 15:39:24.799000', '2026-11-26 15:39:24.799000', 1, 1, 'boss', 'boss', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', NULL, 0, 0, 0, 1, 0, 0, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "credentials_from_scim", "rights_linked", "scim_may_delete", "scim_may_disable", "scim_may_enable", "scim_may_rename", "manager_id") VALUES (4, '!P4okba91ld3NMnERgcHMLxgu4Gcfe7Ea9L0zb9sv', NULL, 0, 'ada@people.example', 0, 1, 'b7430d29-0cfb-4cdb-bf20-dbc32564271a', 'ada-1815', '2026-11-26 15:39:25.492000', '2026-11-26 15:39:25.492000', 1, 1, 'ada@people.example', 'ada@people.example', 'Ada', 'ada', 'Lovelace', 'lovelace', 'Ada Lovelace', 'ada lovelace', '', '', '', '', '', '', 'Ada Lovelace', 'ada lovelace', '', '', '', 'Countess', 'countess', '', '', 'en-GB', 'en-gb', '', '', '', '', '1815', '1815', '', '', '', '', '', '', 'Engines', 'engines', '', '', 1, 1, 0, 0, 1, 0, 0, NULL);
INSERT INTO "accounts_user" ("id", "password", "last_login", "is_superuser", "email", "is_staff", "is_active", "scim_id", "external_id", "created", "last_modified", "version", "is_provisioned", "username", "username_key", "first_name", "first_name_key", "last_name", "last_name_key", "formatted_name", "formatted_name_key", "middle_name", "middle_name_key", "honorific_prefix", "honorific_prefix_key", "honorific_suffix", "honorific_suffix_key", "display_name", "display_name_key", "nick_name", "nick_name_key", "profile_url", "title", "title_key", "user_type", "user_type_key", "preferred_language", "preferred_language_key", "locale", "locale_key", "time_zone", "time_zone_key", "employee_number", "employee_number_key", "cost_center", "cost_center_key", "organization", "organization_key", "division", "division_key", "department", "department_key", "manager_value", "manager_value_key", "provisioned_by_id", "credentials_from_scim", "rights_linked", "scim_may_delete", "scim_may_disable", "scim_may_enable", "scim_may_rename", "manager_id") VALUES (5, '!30vyWfiDiTVyFqZ048xvc6CJPVfNDCN5SpgGIB7E', NULL, 0, '', 0, 0, 'b2a3dc93-1bfc-488d-868e-d28956af122a', '', '2026-11-26 15:39:25.563000', '2026-11-26 15:39:25.622000', 2, 1, 'grace@people.example', 'grace@people.example', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 'b7430d29-0cfb-4cdb-bf20-dbc32564271a', 'b7430d29-0cfb-4cdb-bf20-dbc32564271a', 1, 1, 0, 0, 1, 0, 0, 4);
INSERT INTO "accounts_user_groups" ("id", "user_id", "group_id") VALUES (1, 2, 1);
INSERT INTO "accounts_user_groups" ("id", "user_id", "group_id") VALUES (2, 4, 2);
INSERT INTO "accounts_user_groups" ("id", "user_id", "group_id") VALUES (3, 5, 2);
INSERT INTO "accounts_user_user_permissions" ("id", "user_id", "permission_id") VALUES (1, 2, 58);
INSERT INTO "auth_group" ("id", "name") VALUES (1, 'Editors');
INSERT INTO "auth_group" ("id", "name") VALUES (2, 'Analytical engine');
INSERT INTO "auth_group_permissions" ("id", "group_id", "permission_id") VALUES (1, 1, 2);
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (1, 1, 'add_user', 'Can add user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (10, 2, 'take_over_token', 'Can take over the access tokens of others');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (100, 25, 'change_authenticator', 'Can change authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (101, 25, 'delete_authenticator', 'Can delete authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (102, 25, 'view_authenticator', 'Can view authenticator');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (103, 26, 'add_usersession', 'Can add user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (104, 26, 'change_usersession', 'Can change user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (105, 26, 'delete_usersession', 'Can delete user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (106, 26, 'view_usersession', 'Can view user session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (11, 3, 'add_attributevalue', 'Can add attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (12, 3, 'change_attributevalue', 'Can change attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (13, 3, 'delete_attributevalue', 'Can delete attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (14, 3, 'view_attributevalue', 'Can view attribute value');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (15, 4, 'add_group', 'Can add group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (16, 4, 'change_group', 'Can change group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (17, 4, 'delete_group', 'Can delete group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (18, 4, 'view_group', 'Can view group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (19, 5, 'add_auditentry', 'Can add audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (2, 1, 'change_user', 'Can change user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (20, 5, 'change_auditentry', 'Can change audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (21, 5, 'delete_auditentry', 'Can delete audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (22, 5, 'view_auditentry', 'Can view audit entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (23, 6, 'add_notice', 'Can add notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (24, 6, 'change_notice', 'Can change notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (25, 6, 'delete_notice', 'Can delete notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (26, 6, 'view_notice', 'Can view notice');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (27, 7, 'add_mail', 'Can add mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (28, 7, 'change_mail', 'Can change mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (29, 7, 'delete_mail', 'Can delete mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (3, 1, 'delete_user', 'Can delete user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (30, 7, 'view_mail', 'Can view mail');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (31, 8, 'add_knownnetwork', 'Can add known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (32, 8, 'change_knownnetwork', 'Can change known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (33, 8, 'delete_knownnetwork', 'Can delete known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (34, 8, 'view_knownnetwork', 'Can view known network');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (35, 9, 'add_scheduledjob', 'Can add scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (36, 9, 'change_scheduledjob', 'Can change scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (37, 9, 'delete_scheduledjob', 'Can delete scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (38, 9, 'view_scheduledjob', 'Can view scheduled job');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (39, 10, 'add_entitlement', 'Can add entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (4, 1, 'view_user', 'Can view user');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (40, 10, 'change_entitlement', 'Can change entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (41, 10, 'delete_entitlement', 'Can delete entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (42, 10, 'view_entitlement', 'Can view entitlement');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (43, 11, 'add_role', 'Can add role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (44, 11, 'change_role', 'Can change role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (45, 11, 'delete_role', 'Can delete role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (46, 11, 'view_role', 'Can view role');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (47, 12, 'add_guesscount', 'Can add guess count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (48, 12, 'change_guesscount', 'Can change guess count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (49, 12, 'delete_guesscount', 'Can delete guess count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (5, 2, 'add_accesstoken', 'Can add access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (50, 12, 'view_guesscount', 'Can view guess count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (51, 13, 'add_passwordreset', 'Can add password reset');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (52, 13, 'change_passwordreset', 'Can change password reset');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (53, 13, 'delete_passwordreset', 'Can delete password reset');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (54, 13, 'view_passwordreset', 'Can view password reset');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (55, 14, 'add_provisioningevent', 'Can add provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (56, 14, 'change_provisioningevent', 'Can change provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (57, 14, 'delete_provisioningevent', 'Can delete provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (58, 14, 'view_provisioningevent', 'Can view provisioning event');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (59, 15, 'add_visit', 'Can add visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (6, 2, 'change_accesstoken', 'Can change access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (60, 15, 'change_visit', 'Can change visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (61, 15, 'delete_visit', 'Can delete visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (62, 15, 'view_visit', 'Can view visit');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (63, 16, 'add_linkrequest', 'Can add link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (64, 16, 'change_linkrequest', 'Can change link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (65, 16, 'delete_linkrequest', 'Can delete link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (66, 16, 'view_linkrequest', 'Can view link request');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (67, 17, 'add_dailycount', 'Can add daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (68, 17, 'change_dailycount', 'Can change daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (69, 17, 'delete_dailycount', 'Can delete daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (7, 2, 'delete_accesstoken', 'Can delete access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (70, 17, 'view_dailycount', 'Can view daily count');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (71, 18, 'add_logentry', 'Can add log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (72, 18, 'change_logentry', 'Can change log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (73, 18, 'delete_logentry', 'Can delete log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (74, 18, 'view_logentry', 'Can view log entry');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (75, 19, 'add_permission', 'Can add permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (76, 19, 'change_permission', 'Can change permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (77, 19, 'delete_permission', 'Can delete permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (78, 19, 'view_permission', 'Can view permission');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (79, 20, 'add_group', 'Can add group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (8, 2, 'view_accesstoken', 'Can view access token');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (80, 20, 'change_group', 'Can change group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (81, 20, 'delete_group', 'Can delete group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (82, 20, 'view_group', 'Can view group');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (83, 21, 'add_contenttype', 'Can add content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (84, 21, 'change_contenttype', 'Can change content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (85, 21, 'delete_contenttype', 'Can delete content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (86, 21, 'view_contenttype', 'Can view content type');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (87, 22, 'add_session', 'Can add session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (88, 22, 'change_session', 'Can change session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (89, 22, 'delete_session', 'Can delete session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (9, 2, 'add_scim_token', 'Can create and rotate Scim access tokens');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (90, 22, 'view_session', 'Can view session');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (91, 23, 'add_emailaddress', 'Can add email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (92, 23, 'change_emailaddress', 'Can change email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (93, 23, 'delete_emailaddress', 'Can delete email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (94, 23, 'view_emailaddress', 'Can view email address');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (95, 24, 'add_emailconfirmation', 'Can add email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (96, 24, 'change_emailconfirmation', 'Can change email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (97, 24, 'delete_emailconfirmation', 'Can delete email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (98, 24, 'view_emailconfirmation', 'Can view email confirmation');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES (99, 25, 'add_authenticator', 'Can add authenticator');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (1, 'accounts', 'user');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (10, 'accounts', 'entitlement');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (11, 'accounts', 'role');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (12, 'accounts', 'guesscount');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (13, 'accounts', 'passwordreset');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (14, 'scim', 'provisioningevent');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (15, 'scim', 'visit');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (16, 'scim', 'linkrequest');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (17, 'scim', 'dailycount');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (18, 'admin', 'logentry');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (19, 'auth', 'permission');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (2, 'accounts', 'accesstoken');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (20, 'auth', 'group');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (21, 'contenttypes', 'contenttype');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (22, 'sessions', 'session');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (23, 'account', 'emailaddress');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (24, 'account', 'emailconfirmation');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (25, 'mfa', 'authenticator');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (26, 'usersessions', 'usersession');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (3, 'accounts', 'attributevalue');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (4, 'accounts', 'group');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (5, 'accounts', 'auditentry');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (6, 'accounts', 'notice');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (7, 'accounts', 'mail');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (8, 'accounts', 'knownnetwork');
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES (9, 'accounts', 'scheduledjob');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (1, 'contenttypes', '0001_initial', '2026-11-26 15:39:20.156832');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (10, 'auth', '0008_alter_user_username_max_length', '2026-11-26 15:39:20.260685');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (11, 'auth', '0009_alter_user_last_name_max_length', '2026-11-26 15:39:20.344092');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (12, 'auth', '0010_alter_group_name_max_length', '2026-11-26 15:39:20.363781');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (13, 'auth', '0011_update_proxy_permissions', '2026-11-26 15:39:20.387015');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (14, 'auth', '0012_alter_user_first_name_max_length', '2026-11-26 15:39:20.414472');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (15, 'accounts', '0001_initial', '2026-11-26 15:39:20.682641');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (16, 'account', '0001_initial', '2026-11-26 15:39:20.921082');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (17, 'account', '0002_email_max_length', '2026-11-26 15:39:20.992538');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (18, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-26 15:39:21.006434');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (19, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-26 15:39:21.055621');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (2, 'contenttypes', '0002_remove_content_type_name', '2026-11-26 15:39:20.175475');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (20, 'account', '0005_emailaddress_idx_upper_email', '2026-11-26 15:39:21.088773');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (21, 'account', '0006_emailaddress_lower', '2026-11-26 15:39:21.118572');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (22, 'account', '0007_emailaddress_idx_email', '2026-11-26 15:39:21.162475');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (23, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-26 15:39:21.197886');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (24, 'account', '0009_emailaddress_unique_primary_email', '2026-11-26 15:39:21.222054');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (25, 'accounts', '0002_token_nonce', '2026-11-26 15:39:21.254728');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (26, 'accounts', '0003_cache_table', '2026-11-26 15:39:21.280924');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (27, 'accounts', '0004_audit_scope', '2026-11-26 15:39:21.299227');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (28, 'accounts', '0005_audit_log', '2026-11-26 15:39:21.328557');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (29, 'accounts', '0006_outbox', '2026-11-26 15:39:21.343570');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (3, 'auth', '0001_initial', '2026-11-26 15:39:20.205729');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (30, 'accounts', '0007_token_rotation', '2026-11-26 15:39:21.424913');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (31, 'accounts', '0008_known_networks', '2026-11-26 15:39:21.445559');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (32, 'accounts', '0009_scheduled_jobs', '2026-11-26 15:39:21.452811');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (33, 'accounts', '0010_user_provisioned_index', '2026-11-26 15:39:21.473251');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (34, 'accounts', '0011_role_entitlement', '2026-11-26 15:39:21.487580');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (35, 'accounts', '0012_accesstoken_replace_members_adds', '2026-11-26 15:39:21.520789');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (36, 'accounts', '0013_people_lists', '2026-11-26 15:39:21.570847');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (37, 'accounts', '0014_audit_indexes', '2026-11-26 15:39:21.616280');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (38, 'accounts', '0015_audit_user_index', '2026-11-26 15:39:21.636032');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (39, 'accounts', '0016_name_rules', '2026-11-26 15:39:21.722679');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (4, 'auth', '0002_alter_permission_name_max_length', '2026-11-26 15:39:20.220026');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (40, 'accounts', '0017_fold_compatibility', '2026-11-26 15:39:21.765004');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (41, 'accounts', '0018_token_defaults', '2026-11-26 15:39:21.822110');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (42, 'accounts', '0019_audit_reference', '2026-11-26 15:39:21.889770');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (43, 'accounts', '0020_guess_counts', '2026-11-26 15:39:21.900287');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (44, 'accounts', '0021_token_permissions', '2026-11-26 15:39:21.948213');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (45, 'accounts', '0022_accesstoken_client', '2026-11-26 15:39:21.989830');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (46, 'accounts', '0023_rights_choices', '2026-11-26 15:39:22.569392');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (47, 'accounts', '0024_rights_of_provisioned', '2026-11-26 15:39:22.608111');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (48, 'accounts', '0025_password_reset_requests', '2026-11-26 15:39:22.614293');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (49, 'accounts', '0026_certain_time', '2026-11-26 15:39:22.619600');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (5, 'auth', '0003_alter_user_email_max_length', '2026-11-26 15:39:20.231453');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (50, 'admin', '0001_initial', '2026-11-26 15:39:22.644365');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (51, 'admin', '0002_logentry_remove_auto_add', '2026-11-26 15:39:22.687424');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (52, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-26 15:39:22.738606');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (53, 'mfa', '0001_initial', '2026-11-26 15:39:22.811481');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (54, 'mfa', '0002_authenticator_timestamps', '2026-11-26 15:39:22.904602');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (55, 'mfa', '0003_authenticator_type_uniq', '2026-11-26 15:39:23.092995');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (56, 'scim', '0001_initial', '2026-11-26 15:39:23.153435');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (57, 'scim', '0002_event_bodies', '2026-11-26 15:39:23.320917');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (58, 'scim', '0003_event_is_test_connection', '2026-11-26 15:39:23.527057');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (59, 'scim', '0004_event_occurrences', '2026-11-26 15:39:23.609701');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (6, 'auth', '0004_alter_user_username_opts', '2026-11-26 15:39:20.240122');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (60, 'scim', '0005_visit', '2026-11-26 15:39:23.658680');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (61, 'scim', '0006_link_request', '2026-11-26 15:39:23.760238');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (62, 'scim', '0007_event_count_index', '2026-11-26 15:39:23.861896');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (63, 'scim', '0008_daily_count', '2026-11-26 15:39:23.875380');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (64, 'scim', '0009_event_defaults', '2026-11-26 15:39:24.147499');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (65, 'scim', '0010_event_references', '2026-11-26 15:39:24.506288');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (66, 'sessions', '0001_initial', '2026-11-26 15:39:24.513651');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (67, 'usersessions', '0001_initial', '2026-11-26 15:39:24.560753');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (7, 'auth', '0005_alter_user_last_login_null', '2026-11-26 15:39:20.247997');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (8, 'auth', '0006_require_contenttypes_0002', '2026-11-26 15:39:20.249268');
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES (9, 'auth', '0007_alter_validators_add_error_messages', '2026-11-26 15:39:20.255857');
INSERT INTO "django_session" ("session_key", "session_data", "expire_date") VALUES ('7wybkiuuqkxz5l8er4c96r1rx8bdsaio', '.eJyFkM1uwyAQhN-Fs2UBAQM-9t4nqCq0wGLTNhAZrLaK8u6101z6p952d76ZleZMwPuy5mZhbTPmljy0VLI9YptLqGR8OJPPmYzkBLW-liWQjkAjI1NGKqrkMPT0wLWWHVkrLhmOuMFLKY1cHrt_PtjdsuFsC70i14NN4efNgX_GvAvhCfJUel9yW5Lrd6S_qbW_LwFf7m7sl4AZ6rzHAiKaiOYQpQZDt00IRYHryB2TqIQ3wsU4BCZlCAfJQSsdQTHtnKR-C61pyhhsyvZ7EYJpw3VHHE7wi2o455sd8U_NVqx1LwjfTml5J6MeBKWXDxwyiJ0:1xWbZG:StcRjLIwJYr9qQfHa1weUghH051mn4e4CkhVaLrEKXw', '2026-11-27 15:39:26.062505');
INSERT INTO "mfa_authenticator" ("id", "type", "data", "user_id", "created_at", "last_used_at") VALUES (1, 'totp', '{"secret": "gAAAAABrCFKuZFLXODlPLUdW1rgXVEW5g8IyvEij6FuXy01w095d4STVc1JKgwwA3V5sICYz7rzConO-dYNqnuXqw3nK6M_HHi8NOcKowMD68uWwHhPbYS0="}', 2, '2026-11-26 15:39:26.838777', NULL);
INSERT INTO "promapp_cache" ("cache_key", "value", "expires") VALUES (':1:a-key', 'gAWVCwAAAAAAAACMB2EgdmFsdWWULg==', '2026-11-26 16:39:26');
INSERT INTO "promapp_cache" ("cache_key", "value", "expires") VALUES (':1:allauth:rl:allauth.account:login:30/60/ip:ip:127.0.0.1', 'gAWVFwAAAAAAAABdlChHQdrCFKuAWrNHQdrCFKt2D5RlLg==', '2026-11-26 15:40:26');
INSERT INTO "scim_dailycount" ("id", "day", "key_id", "resource_type", "action", "result", "count") VALUES (1, '2026-11-23', 'RECORDED', 'User', 'Create', 'Success', 1);
INSERT INTO "scim_linkrequest" ("id", "state", "first_seen", "last_seen", "count", "decided_at", "decided_by_id", "group_id", "token_id", "user_id") VALUES (1, 'open', '2026-11-26 15:39:25.819913', '2026-11-26 15:39:25.819916', 1, NULL, NULL, NULL, 1, 2);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (1, '2026-11-23 15:39:25.508716', 'd18d6ae8-8d67-4cef-89ff-dab31dd1ebb2', 'Create', 'Success', 0, 'User', 'b7430d29-0cfb-4cdb-bf20-dbc32564271a', 'ada@people.example', 'ada-1815', '[{"attribute": "externalId", "old": null, "new": "ada-1815"}, {"attribute": "userName", "old": null, "new": "ada@people.example"}, {"attribute": "name.formatted", "old": null, "new": "Ada Lovelace"}, {"attribute": "name.familyName", "old": null, "new": "Lovelace"}, {"attribute": "name.givenName", "old": null, "new": "Ada"}, {"attribute": "displayName", "old": null, "new": "Ada Lovelace"}, {"attribute": "title", "old": null, "new": "Countess"}, {"attribute": "preferredLanguage", "old": null, "new": "en-GB"}, {"attribute": "active", "old": null, "new": true}, {"attribute": "emails", "old": null, "new": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}]}, {"attribute": "phoneNumbers", "old": null, "new": [{"value": "+44 20 7946 0000", "type": "work"}]}, {"attribute": "addresses", "old": null, "new": [{"type": "work", "locality": "London", "country": "GB"}]}, {"attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "old": null, "new": "1815"}, {"attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "old": null, "new": "Engines"}]', '', 'POST', '/api/scim/Users', 201, '', '', '', 17.77, '127.0.0.1', 1, 4, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "externalId": "ada-1815", "userName": "ada@people.example", "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace"}, "displayName": "Ada Lovelace", "title": "Countess", "preferredLanguage": "en-GB", "active": true, "emails": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}], "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}], "addresses": [{"type": "work", "locality": "London", "country": "GB"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1815", "department": "Engines"}}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "id": "b7430d29-0cfb-4cdb-bf20-dbc32564271a", "externalId": "ada-1815", "userName": "ada@people.example", "name": {"formatted": "Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"}, "displayName": "Ada Lovelace", "title": "Countess", "preferredLanguage": "en-GB", "active": true, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1815", "department": "Engines"}, "emails": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}], "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}], "addresses": [{"locality": "London", "country": "GB", "type": "work"}], "meta": {"resourceType": "User", "created": "2026-11-26T15:39:25.492Z", "lastModified": "2026-11-26T15:39:25.492Z", "location": "https://promapp.example/api/scim/Users/b7430d29-0cfb-4cdb-bf20-dbc32564271a", "version": "W/\"1\""}}', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (10, '2026-11-26 15:39:25.801321', 'dd5274ca-3a73-424f-a6ad-f65281bf69c6', 'Query', 'Success', 0, 'User', '', '', '', '[]', '', 'GET', '/api/scim/Users?filter=userName+eq+%22AzureAD_Test-0d1c7d9e-0d44-4f6b-9d2c-1f9a3b1c2d3e%22', 200, '', '', '', 12.29, '127.0.0.1', 1, NULL, '', '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "itemsPerPage": 0, "startIndex": 1, "Resources": []}', 1, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (11, '2026-11-26 15:39:25.818534', '314a006c-5c47-4667-87dd-3aa8bf8c8687', 'Update', 'Failure', 0, 'User', '41db7c39-8cb3-43f0-80a8-4a75ab7508cc', 'clerk', '', '[]', '', 'PATCH', '/api/scim/Users/41db7c39-8cb3-43f0-80a8-4a75ab7508cc', 409, '', 'link_needed', '''clerk'' is a local administrator, whom provisioning does not touch. An administrator can link it first: Provisioning, Link requests, or Site administration, Users, action ''Link to the identity provider''.', 12.46, '127.0.0.1', 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "active", "value": false}]}', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "detail": "''clerk'' is a local administrator, whom provisioning does not touch. An administrator can link it first: Provisioning, Link requests, or Site administration, Users, action ''Link to the identity provider''."}', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (2, '2026-11-26 15:39:25.579219', 'c957b3b2-b614-4059-bf3b-1eadc5d6d659', 'Create', 'Success', 0, 'User', 'b2a3dc93-1bfc-488d-868e-d28956af122a', 'grace@people.example', '', '[{"attribute": "userName", "old": null, "new": "grace@people.example"}, {"attribute": "active", "old": null, "new": false}]', '', 'POST', '/api/scim/Users', 201, '', '', '', 17.3, '127.0.0.1', 1, 5, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace@people.example", "active": false}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "b2a3dc93-1bfc-488d-868e-d28956af122a", "userName": "grace@people.example", "active": false, "meta": {"resourceType": "User", "created": "2026-11-26T15:39:25.563Z", "lastModified": "2026-11-26T15:39:25.563Z", "location": "https://promapp.example/api/scim/Users/b2a3dc93-1bfc-488d-868e-d28956af122a", "version": "W/\"1\""}}', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (3, '2026-11-26 15:39:25.637557', '8629dfd7-eb6d-42da-9e60-367685f5bce5', 'Update', 'Success', 0, 'User', 'b2a3dc93-1bfc-488d-868e-d28956af122a', 'grace@people.example', '', '[{"attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "old": null, "new": "b7430d29-0cfb-4cdb-bf20-dbc32564271a"}]', '', 'PATCH', '/api/scim/Users/b2a3dc93-1bfc-488d-868e-d28956af122a', 200, '', '', '', 44.05, '127.0.0.1', 1, 5, '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": "b7430d29-0cfb-4cdb-bf20-dbc32564271a"}]}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "id": "b2a3dc93-1bfc-488d-868e-d28956af122a", "userName": "grace@people.example", "active": false, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "b7430d29-0cfb-4cdb-bf20-dbc32564271a", "$ref": "https://promapp.example/api/scim/Users/b7430d29-0cfb-4cdb-bf20-dbc32564271a", "displayName": "Ada Lovelace"}}, "meta": {"resourceType": "User", "created": "2026-11-26T15:39:25.563Z", "lastModified": "2026-11-26T15:39:25.622Z", "location": "https://promapp.example/api/scim/Users/b2a3dc93-1bfc-488d-868e-d28956af122a", "version": "W/\"2\""}}', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (4, '2026-11-26 15:39:25.668518', '1ee687af-71d9-4e21-a986-105597a0a3e4', 'Create', 'Success', 0, 'Group', '4ff9b71f-72f8-47fc-b4f2-72cc6c75bccd', 'Analytical engine', 'team-1', '[{"attribute": "externalId", "old": null, "new": "team-1"}, {"attribute": "displayName", "old": null, "new": "Analytical engine"}, {"attribute": "members", "old": null, "new": ["ada@people.example", "grace@people.example"]}]', '', 'POST', '/api/scim/Groups', 201, '', '', '', 19.63, '127.0.0.1', 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Analytical engine", "externalId": "team-1", "members": [{"value": "b7430d29-0cfb-4cdb-bf20-dbc32564271a"}, {"value": "b2a3dc93-1bfc-488d-868e-d28956af122a"}]}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "4ff9b71f-72f8-47fc-b4f2-72cc6c75bccd", "externalId": "team-1", "displayName": "Analytical engine", "members": [{"value": "b7430d29-0cfb-4cdb-bf20-dbc32564271a", "$ref": "https://promapp.example/api/scim/Users/b7430d29-0cfb-4cdb-bf20-dbc32564271a", "display": "Ada Lovelace", "type": "User"}, {"value": "b2a3dc93-1bfc-488d-868e-d28956af122a", "$ref": "https://promapp.example/api/scim/Users/b2a3dc93-1bfc-488d-868e-d28956af122a", "type": "User"}], "meta": {"resourceType": "Group", "created": "2026-11-26T15:39:25.650Z", "lastModified": "2026-11-26T15:39:25.650Z", "location": "https://promapp.example/api/scim/Groups/4ff9b71f-72f8-47fc-b4f2-72cc6c75bccd", "version": "W/\"1\""}}', 0, 1, 2);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (5, '2026-11-26 15:39:25.690154', '963aed24-e452-4f2c-9258-b9dc64aabf49', 'Update', 'Skipped', 0, 'Group', '4ff9b71f-72f8-47fc-b4f2-72cc6c75bccd', 'Analytical engine', 'team-1', '[]', '', 'PATCH', '/api/scim/Groups/4ff9b71f-72f8-47fc-b4f2-72cc6c75bccd', 204, '', '', '', 13.74, '127.0.0.1', 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "replace", "path": "displayName", "value": "Analytical engine"}]}', '', 0, 1, 2);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (6, '2026-11-26 15:39:25.706999', '2da94b9c-8a01-4dbf-a612-fa7acc6b1165', 'Create', 'Failure', 0, 'User', '', 'ada@people.example', 'ada-1815', '[]', '', 'POST', '/api/scim/Users', 409, 'uniqueness', '', 'Another user already has the userName ''ada@people.example'' (case, outer blanks and full-width or other forms of letters make no difference). Match by userName, or change it at the source.', 4.76, '127.0.0.1', 1, NULL, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], "externalId": "ada-1815", "userName": "ada@people.example", "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace"}, "displayName": "Ada Lovelace", "title": "Countess", "preferredLanguage": "en-GB", "active": true, "emails": [{"value": "ada@people.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}], "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}], "addresses": [{"type": "work", "locality": "London", "country": "GB"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1815", "department": "Engines"}}', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "scimType": "uniqueness", "detail": "Another user already has the userName ''ada@people.example'' (case, outer blanks and full-width or other forms of letters make no difference). Match by userName, or change it at the source."}', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (7, '2026-11-26 15:39:25.743662', '105ec06d-330d-4737-ac62-1d4366238a86', 'Create', 'Success', 0, 'User', 'df24d4a2-6678-4111-b9fa-83508340669e', 'gone@people.example', '', '[{"attribute": "userName", "old": null, "new": "gone@people.example"}]', '', 'POST', '/api/scim/Users', 201, '', '', '', 24.66, '127.0.0.1', 1, 6, '', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "gone@people.example"}', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "df24d4a2-6678-4111-b9fa-83508340669e", "userName": "gone@people.example", "active": true, "meta": {"resourceType": "User", "created": "2026-11-26T15:39:25.730Z", "lastModified": "2026-11-26T15:39:25.730Z", "location": "https://promapp.example/api/scim/Users/df24d4a2-6678-4111-b9fa-83508340669e", "version": "W/\"1\""}}', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (8, '2026-11-26 15:39:25.778788', 'e5a7d43a-a71a-4d01-b72b-52f36fbba9af', 'Delete', 'Success', 0, 'User', 'df24d4a2-6678-4111-b9fa-83508340669e', 'gone@people.example', '', '[]', '', 'DELETE', '/api/scim/Users/df24d4a2-6678-4111-b9fa-83508340669e', 204, '', '', '', 24.3, '127.0.0.1', 1, NULL, '', '', '', 0, 1, NULL);
INSERT INTO "scim_provisioningevent" ("id", "created_at", "request_id", "action", "result", "linked", "resource_type", "resource_id", "name", "external_id", "changes", "notes", "method", "path", "status", "scim_type", "reason", "detail", "duration_ms", "address", "token_id", "user_id", "user_agent", "request_body", "response_body", "is_test_connection", "occurrences", "group_id") VALUES (9, '2026-11-26 15:39:25.786229', '0c63e66a-ae79-4b0b-8452-b2095a666026', 'Other', 'Rejected', 0, '', '', '', '', '[]', '', 'GET', '/api/scim/Users', 401, '', 'not_ours', 'This is not an access token of this site: ours begin with ''pmp_''. Create a token under My Profile, Access Tokens, and paste it as a whole.', 0.3, '127.0.0.1', NULL, NULL, '', '', '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "401", "detail": "This is not an access token of this site: ours begin with ''pmp_''. Create a token under My Profile, Access Tokens, and paste it as a whole."}', 0, 1, NULL);
INSERT INTO "scim_visit" ("id", "started_at", "token_id") VALUES (1, '2026-11-26 15:39:00', 1);
INSERT INTO "usersessions_usersession" ("id", "created_at", "ip", "last_seen_at", "session_key", "user_agent", "data", "user_id") VALUES (1, '2026-11-26 15:39:26.055636', '127.0.0.1', '2026-11-26 15:39:26.055642', '7wybkiuuqkxz5l8er4c96r1rx8bdsaio', 'A browser', '{}', 1);
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
CREATE INDEX "accounts_value_match" ON "accounts_attributevalue" ("attribute", "value_key");
CREATE UNIQUE INDEX "accounts_value_one_primary" ON "accounts_attributevalue" ("user_id", "attribute") WHERE "primary";
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE INDEX "promapp_cache_expires" ON "promapp_cache" ("expires");
CREATE INDEX "accounts_notice_created_at_e4e6e1e8" ON "accounts_notice" ("created_at");
CREATE INDEX "accounts_mail_created_at_c2c1fe8b" ON "accounts_mail" ("created_at");
CREATE INDEX "accounts_mail_notice_id_58fb5c96" ON "accounts_mail" ("notice_id");
CREATE INDEX "accounts_mail_due" ON "accounts_mail" ("next_attempt_at") WHERE "sent_at" IS NULL;
CREATE INDEX "accounts_knownnetwork_token_id_85d79c5b" ON "accounts_knownnetwork" ("token_id");
CREATE UNIQUE INDEX "accounts_entitlement_one_primary" ON "accounts_entitlement" ("primary") WHERE "primary";
CREATE UNIQUE INDEX "accounts_role_one_primary" ON "accounts_role" ("primary") WHERE "primary";
CREATE INDEX "accounts_auditentry_created_at_01c19e55" ON "accounts_auditentry" ("created_at");
CREATE INDEX "accounts_auditentry_actor_id_3237b29c" ON "accounts_auditentry" ("actor_id");
CREATE INDEX "accounts_audit_object" ON "accounts_auditentry" ("object_type", "object_id");
CREATE INDEX "accounts_audit_action" ON "accounts_auditentry" ("action", "created_at");
CREATE INDEX "accounts_audit_actor" ON "accounts_auditentry" ("actor_name", "created_at");
CREATE INDEX "accounts_audit_user" ON "accounts_auditentry" ("actor_id", "created_at");
CREATE INDEX "accounts_guesscount_last_at_5d6f987a" ON "accounts_guesscount" ("last_at");
CREATE INDEX "accounts_accesstoken_owner_id_44655456" ON "accounts_accesstoken" ("owner_id");
CREATE INDEX "accounts_accesstoken_revoked_by_id_87a78cf7" ON "accounts_accesstoken" ("revoked_by_id");
CREATE INDEX "accounts_accesstoken_replaces_id_208ad56a" ON "accounts_accesstoken" ("replaces_id");
CREATE INDEX "accounts_group_external_id_6fa8c898" ON "accounts_group" ("external_id");
CREATE INDEX "accounts_group_provisioned_by_id_01a3bd63" ON "accounts_group" ("provisioned_by_id");
CREATE INDEX "accounts_user_external_id_485f8686" ON "accounts_user" ("external_id");
CREATE INDEX "accounts_user_display_name_key_c89b83d7" ON "accounts_user" ("display_name_key");
CREATE INDEX "accounts_user_employee_number_key_ba8060c1" ON "accounts_user" ("employee_number_key");
CREATE INDEX "accounts_user_manager_value_key_c1a50d6f" ON "accounts_user" ("manager_value_key");
CREATE INDEX "accounts_user_provisioned_by_id_ef2a4096" ON "accounts_user" ("provisioned_by_id");
CREATE INDEX "accounts_user_manager_id_57cc9038" ON "accounts_user" ("manager_id");
CREATE INDEX "accounts_user_provisioned" ON "accounts_user" ("is_provisioned", "is_active") WHERE "is_provisioned";
CREATE INDEX "accounts_user_disabled" ON "accounts_user" ("username_key") WHERE NOT "is_active";
CREATE INDEX "accounts_user_staff" ON "accounts_user" ("username_key") WHERE "is_staff";
CREATE INDEX "accounts_passwordreset_asked_at_aaa25940" ON "accounts_passwordreset" ("asked_at");
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
CREATE INDEX "scim_provisioningevent_token_id_ab7f7c1f" ON "scim_provisioningevent" ("token_id");
CREATE INDEX "scim_provisioningevent_user_id_34975270" ON "scim_provisioningevent" ("user_id");
CREATE INDEX "scim_provisioningevent_group_id_1db0f65e" ON "scim_provisioningevent" ("group_id");
CREATE INDEX "scim_event_resource" ON "scim_provisioningevent" ("resource_id", "created_at" DESC);
CREATE INDEX "scim_event_result" ON "scim_provisioningevent" ("result", "created_at" DESC);
CREATE INDEX "scim_event_action" ON "scim_provisioningevent" ("action", "created_at" DESC);
CREATE INDEX "scim_event_test_connection" ON "scim_provisioningevent" ("token_id", "created_at" DESC) WHERE "is_test_connection";
CREATE INDEX "scim_event_count" ON "scim_provisioningevent" ("created_at", "action", "result", "resource_type", "token_id", "occurrences");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "usersessions_usersession_user_id_af5e0a6d" ON "usersessions_usersession" ("user_id");
-- sequences
