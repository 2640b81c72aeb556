ALTER TABLE "fact_revision" ALTER COLUMN "facts" SET DATA TYPE json;--> statement-breakpoint
ALTER TABLE "host_tool" ALTER COLUMN "facts" SET DATA TYPE json;--> statement-breakpoint
ALTER TABLE "host" ALTER COLUMN "facts" SET DATA TYPE json;--> statement-breakpoint
ALTER TABLE "host" ADD COLUMN "os_name" text;--> statement-breakpoint
ALTER TABLE "host" ADD COLUMN "kernel_release" text;--> statement-breakpoint
ALTER TABLE "host" ADD COLUMN "driver_version" text;--> statement-breakpoint
ALTER TABLE "host" ADD COLUMN "driver_flavour" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
UPDATE "host" SET
	"os_name" = "facts" #>> '{system,os,prettyName}',
	"kernel_release" = "facts" #>> '{system,kernelRelease}',
	"driver_version" = "facts" #>> '{driver,version}',
	"driver_flavour" = coalesce("facts" #>> '{driver,flavour}', 'unknown')
WHERE "facts" IS NOT NULL;--> statement-breakpoint
-- What every delivery writes anew is not compressed: that took most of the time of writing it. One of each is kept
-- for a host; revisions, which pile up, stay compressed.
ALTER TABLE "host" ALTER COLUMN "facts" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "host_tool" ALTER COLUMN "facts" SET STORAGE EXTERNAL;--> statement-breakpoint
-- Compressed already.
ALTER TABLE "raw_output" ALTER COLUMN "gzip" SET STORAGE EXTERNAL;
