CREATE TABLE "audit_entry" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"actor_label" text NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text,
	"subject_label" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"reason" text,
	"remote_address" text,
	CONSTRAINT "audit_entry_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limit_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"token" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"user_id" text NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bundle" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"source" text NOT NULL,
	"actor_label" text NOT NULL,
	"boot_id" uuid,
	"sequence" bigint,
	"host_clock_at" timestamp (3) with time zone,
	"collector_version" text,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"size_bytes" integer NOT NULL,
	"revision_id" uuid NOT NULL,
	"changed_fact_count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bundle_part" (
	"bundle_id" uuid NOT NULL,
	"tool" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"line" integer,
	"exit_code" integer,
	"seconds" integer,
	"raw_sha256" text,
	"issues" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "bundle_part_bundle_id_tool_pk" PRIMARY KEY("bundle_id","tool")
);
--> statement-breakpoint
CREATE TABLE "fact_revision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"facts" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "host_tool" (
	"host_id" uuid NOT NULL,
	"tool" text NOT NULL,
	"facts" jsonb,
	"source" text NOT NULL,
	"observed_at" timestamp (3) with time zone,
	"stale" boolean DEFAULT false NOT NULL,
	"last_status" text NOT NULL,
	"last_reason" text,
	"last_line" integer,
	"last_bundle_id" uuid,
	CONSTRAINT "host_tool_host_id_tool_pk" PRIMARY KEY("host_id","tool")
);
--> statement-breakpoint
CREATE TABLE "raw_output" (
	"sha256" text PRIMARY KEY NOT NULL,
	"gzip" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "finding" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid,
	"subject_kind" text NOT NULL,
	"subject_key" text NOT NULL,
	"subject_label" text NOT NULL,
	"code" text NOT NULL,
	"severity" text NOT NULL,
	"state" text NOT NULL,
	"numbers" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"threshold" jsonb,
	"remedies" jsonb NOT NULL,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "gpu" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"state" text NOT NULL,
	"address" text collate "C" NOT NULL,
	"model" text,
	"framebuffer_mib" integer,
	"numa_node" integer,
	"merged_into_id" uuid,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gpu_identity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gpu_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"source" text NOT NULL,
	"confidence" real NOT NULL,
	"valid_from" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"valid_to" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "host" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text collate "C" NOT NULL,
	"hostname" text collate "C" NOT NULL,
	"state" text NOT NULL,
	"machine_kind" text DEFAULT 'unknown' NOT NULL,
	"product_uuid" text,
	"pool_id" uuid,
	"revision" integer DEFAULT 1 NOT NULL,
	"boot_id" uuid,
	"sequence" bigint,
	"ended_boot_ids" uuid[] DEFAULT '{}' NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"enrolled_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"enrolment_token_id" uuid,
	"facts" jsonb,
	"gpu_count" integer,
	"gpu_models" text[] DEFAULT '{}' NOT NULL,
	"open_finding_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "host_slug_unique" UNIQUE("slug"),
	CONSTRAINT "host_sequence_not_negative" CHECK ("host"."sequence" >= 0)
);
--> statement-breakpoint
CREATE TABLE "pool" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"class" text NOT NULL,
	"mode" text DEFAULT 'observe' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pool_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "role_grant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"scope" text NOT NULL,
	"pool_id" uuid,
	"tenant_id" uuid,
	"granted_by" text NOT NULL,
	"granted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "role_grant_scope_matches" CHECK (("role_grant"."scope" = 'global' and "role_grant"."pool_id" is null and "role_grant"."tenant_id" is null)
       or ("role_grant"."scope" = 'pool' and "role_grant"."pool_id" is not null and "role_grant"."tenant_id" is null)
       or ("role_grant"."scope" = 'tenant' and "role_grant"."tenant_id" is not null and "role_grant"."pool_id" is null)),
	CONSTRAINT "role_grant_tenant_roles" CHECK (("role_grant"."role" in ('tenantAdmin', 'tenantMember')) = ("role_grant"."scope" = 'tenant'))
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"prefix" text NOT NULL,
	"sha256" text NOT NULL,
	"label" text collate "C" NOT NULL,
	"scopes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"host_id" uuid,
	"user_id" text,
	"uses_left" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "token_sha256_unique" UNIQUE("sha256"),
	CONSTRAINT "token_uses_left_not_negative" CHECK ("token"."uses_left" >= 0)
);
--> statement-breakpoint
CREATE TABLE "worker_epoch" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"epoch" integer NOT NULL,
	"holder" text NOT NULL,
	"taken_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_cycle_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bundle" ADD CONSTRAINT "bundle_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bundle" ADD CONSTRAINT "bundle_revision_id_fact_revision_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."fact_revision"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bundle_part" ADD CONSTRAINT "bundle_part_bundle_id_bundle_id_fk" FOREIGN KEY ("bundle_id") REFERENCES "public"."bundle"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bundle_part" ADD CONSTRAINT "bundle_part_raw_sha256_raw_output_sha256_fk" FOREIGN KEY ("raw_sha256") REFERENCES "public"."raw_output"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fact_revision" ADD CONSTRAINT "fact_revision_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_tool" ADD CONSTRAINT "host_tool_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_tool" ADD CONSTRAINT "host_tool_last_bundle_id_bundle_id_fk" FOREIGN KEY ("last_bundle_id") REFERENCES "public"."bundle"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding" ADD CONSTRAINT "finding_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gpu" ADD CONSTRAINT "gpu_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gpu_identity" ADD CONSTRAINT "gpu_identity_gpu_id_gpu_id_fk" FOREIGN KEY ("gpu_id") REFERENCES "public"."gpu"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host" ADD CONSTRAINT "host_pool_id_pool_id_fk" FOREIGN KEY ("pool_id") REFERENCES "public"."pool"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_pool_id_pool_id_fk" FOREIGN KEY ("pool_id") REFERENCES "public"."pool"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token" ADD CONSTRAINT "token_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entry_subject" ON "audit_entry" USING btree ("subject_kind","subject_id","seq");--> statement-breakpoint
CREATE INDEX "audit_entry_actor" ON "audit_entry" USING btree ("actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_entry_action" ON "audit_entry" USING btree ("action","seq");--> statement-breakpoint
CREATE INDEX "account_user" ON "account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "account_provider" ON "account" USING btree ("provider_id","account_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "verification" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "bundle_delivery" ON "bundle" USING btree ("host_id","delivery_id");--> statement-breakpoint
CREATE INDEX "bundle_host_received" ON "bundle" USING btree ("host_id","received_at","id");--> statement-breakpoint
CREATE INDEX "bundle_revision" ON "bundle" USING btree ("revision_id","received_at");--> statement-breakpoint
CREATE INDEX "bundle_part_raw" ON "bundle_part" USING btree ("raw_sha256");--> statement-breakpoint
CREATE INDEX "fact_revision_host" ON "fact_revision" USING btree ("host_id","first_seen_at");--> statement-breakpoint
CREATE INDEX "host_tool_last_bundle" ON "host_tool" USING btree ("last_bundle_id");--> statement-breakpoint
CREATE UNIQUE INDEX "finding_open" ON "finding" USING btree ("host_id","subject_kind","subject_key","code") WHERE "finding"."state" = 'open';--> statement-breakpoint
CREATE INDEX "finding_host" ON "finding" USING btree ("host_id","state");--> statement-breakpoint
CREATE INDEX "finding_last_seen" ON "finding" USING btree ("state","last_seen_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "gpu_host_address_live" ON "gpu" USING btree ("host_id","address") WHERE "gpu"."state" <> 'gone';--> statement-breakpoint
CREATE INDEX "gpu_host" ON "gpu" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "gpu_identity_value" ON "gpu_identity" USING btree ("kind","value");--> statement-breakpoint
CREATE UNIQUE INDEX "gpu_identity_live" ON "gpu_identity" USING btree ("gpu_id","kind") WHERE "gpu_identity"."valid_to" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "gpu_identity_uuid_live" ON "gpu_identity" USING btree ("value") WHERE "gpu_identity"."kind" = 'uuid' and "gpu_identity"."valid_to" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "host_product_uuid_live" ON "host" USING btree ("product_uuid") WHERE "host"."product_uuid" is not null and "host"."state" <> 'retired';--> statement-breakpoint
CREATE INDEX "host_state_last_seen" ON "host" USING btree ("state","last_seen_at");--> statement-breakpoint
CREATE INDEX "host_pool" ON "host" USING btree ("pool_id");--> statement-breakpoint
CREATE UNIQUE INDEX "role_grant_once" ON "role_grant" USING btree ("user_id","role","scope",coalesce("pool_id", "tenant_id", '00000000-0000-0000-0000-000000000000'::uuid));--> statement-breakpoint
CREATE INDEX "token_kind_created" ON "token" USING btree ("kind","created_at","id");--> statement-breakpoint
CREATE INDEX "token_host" ON "token" USING btree ("host_id");