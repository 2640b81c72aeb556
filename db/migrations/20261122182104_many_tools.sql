CREATE TABLE "allocation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"origin" text NOT NULL,
	"kind" text NOT NULL,
	"key" text collate "C" NOT NULL,
	"name" text,
	"machine_uuid" text,
	"project" text,
	"state" text NOT NULL,
	"vcpus" integer,
	"memory_mib" integer,
	"pinned_cpus" text,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "allocation_ended" CHECK (("allocation"."state" = 'free') = ("allocation"."ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "allocation_device" (
	"allocation_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"gpu_id" uuid,
	"attach" text NOT NULL,
	"address" text,
	"mdev_uuid" text,
	"gpu_instance_id" integer,
	"compute_instance_id" integer,
	"used_mib" integer,
	CONSTRAINT "allocation_device_allocation_id_ordinal_pk" PRIMARY KEY("allocation_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "kernel_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host_id" uuid NOT NULL,
	"gpu_id" uuid,
	"kind" text NOT NULL,
	"number" integer,
	"address" text,
	"severity" text,
	"pid" integer,
	"process_name" text,
	"message" text NOT NULL,
	"host_stamp" text,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "bundle" ADD COLUMN "kind" text DEFAULT 'full' NOT NULL;--> statement-breakpoint
ALTER TABLE "host_tool" ADD COLUMN "raw_sha256" text;--> statement-breakpoint
ALTER TABLE "host_tool" ADD COLUMN "reader_build" text;--> statement-breakpoint
ALTER TABLE "host" ADD COLUMN "pulse_sequence" bigint;--> statement-breakpoint
ALTER TABLE "host" ADD COLUMN "last_pulse_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_device" ADD CONSTRAINT "allocation_device_allocation_id_allocation_id_fk" FOREIGN KEY ("allocation_id") REFERENCES "public"."allocation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocation_device" ADD CONSTRAINT "allocation_device_gpu_id_gpu_id_fk" FOREIGN KEY ("gpu_id") REFERENCES "public"."gpu"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kernel_event" ADD CONSTRAINT "kernel_event_host_id_host_id_fk" FOREIGN KEY ("host_id") REFERENCES "public"."host"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kernel_event" ADD CONSTRAINT "kernel_event_gpu_id_gpu_id_fk" FOREIGN KEY ("gpu_id") REFERENCES "public"."gpu"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "allocation_live" ON "allocation" USING btree ("host_id","key") WHERE "allocation"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "allocation_host" ON "allocation" USING btree ("host_id","ended_at");--> statement-breakpoint
CREATE INDEX "allocation_machine" ON "allocation" USING btree ("machine_uuid");--> statement-breakpoint
CREATE INDEX "allocation_device_gpu" ON "allocation_device" USING btree ("gpu_id");--> statement-breakpoint
CREATE INDEX "kernel_event_host" ON "kernel_event" USING btree ("host_id","received_at","id");--> statement-breakpoint
CREATE INDEX "kernel_event_gpu" ON "kernel_event" USING btree ("gpu_id","received_at");--> statement-breakpoint
CREATE INDEX "host_tool_raw" ON "host_tool" USING btree ("raw_sha256");