import { Icon, type IconName } from "./Icon.tsx";

interface FileButtonProps {
  label: string;
  icon: IconName;
  kind?: "primary" | "soft" | "quiet";
  block?: boolean;
  /** Kinds of files as an input's `accept` has them. */
  accept?: string;
  multiple?: boolean;
  /** Opens the camera where there is one. */
  camera?: boolean;
  busy?: boolean;
  onFiles: (files: readonly File[]) => void;
}

/** Choosing files, in our own words: the browser's button speaks the phone's language, not the person's. It is emptied
 * after use, so that the same file can be chosen again. */
export function FileButton({ label, icon, kind = "quiet", block = false, accept, multiple = false, camera = false, busy = false, onFiles }: FileButtonProps) {
  return (
    <label class={`button button-${kind}${block ? " button-block" : ""} file-button`} aria-busy={busy}>
      <Icon name={icon} />
      <span>{label}</span>
      <input
        type="file"
        accept={accept}
        multiple={multiple}
        {...(camera ? { capture: "environment" } : {})}
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
