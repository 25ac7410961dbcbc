import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { Button } from "./Button.tsx";
import { Sheet } from "./Sheet.tsx";
import { toast } from "./toast.tsx";

interface FormSheetProps {
  title: string;
  /** The button that saves. */
  action: string;
  /** What is said when it could not be saved, or what to say of the error. */
  failed: string | ((error: unknown) => string);
  /** Something that is entered cannot stand. */
  fault: boolean;
  onSave: () => Promise<unknown>;
  onClose: () => void;
  /** Under the button. */
  more?: ComponentChildren;
  /** `tried`: faults are told once somebody has tried to save. */
  children: (tried: boolean) => ComponentChildren;
}

/** A sheet that is one form: it goes once what was entered is saved, and stays, with all of it, when it is not. */
export function FormSheet({ title, action, failed, fault, onSave, onClose, more, children }: FormSheetProps) {
  const [tried, setTried] = useState(false);
  const save = async (): Promise<void> => {
    setTried(true);
    if (fault) return;
    try {
      await onSave();
      onClose();
    } catch (error) {
      toast(typeof failed === "string" ? failed : failed(error));
    }
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {children(tried)}
        <Button type="submit" kind="primary" icon="check" block>
          {action}
        </Button>
        {more}
      </form>
    </Sheet>
  );
}
