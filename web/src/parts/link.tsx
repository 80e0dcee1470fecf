// Mantine's links and buttons, going through the router.
import { Anchor, Button, NavLink, Tabs, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef, type ComponentPropsWithoutRef } from 'react';

type AnchorRest = AnchorProps & Omit<ComponentPropsWithoutRef<'a'>, keyof AnchorProps>;
const AnchorBase = forwardRef<HTMLAnchorElement, AnchorRest>((props, ref) => <Anchor ref={ref} inherit={props.size === undefined} {...props} />);
AnchorBase.displayName = 'AnchorBase';
export const LinkTo = createLink(AnchorBase);

type ButtonRest = ButtonProps & Omit<ComponentPropsWithoutRef<'a'>, keyof ButtonProps>;
const ButtonBase = forwardRef<HTMLAnchorElement, ButtonRest>((props, ref) => (
  <Button ref={ref} component="a" {...props} />
));
ButtonBase.displayName = 'ButtonBase';
export const ButtonTo = createLink(ButtonBase);

export { NavLink, Tabs };
